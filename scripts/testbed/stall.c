// A disk that does not answer: while the file exists, nothing that makes a write durable returns. Preloaded into the
// service by a drop-in of the testbed alone.
#define _GNU_SOURCE
#include <dlfcn.h>
#include <unistd.h>

static void wait_for_the_disk(void) {
  while (access("/run/testbed-stall", F_OK) == 0) usleep(20000);
}

int fsync(int file) {
  wait_for_the_disk();
  int (*real)(int) = (int (*)(int))dlsym(RTLD_NEXT, "fsync");
  return real(file);
}

int fdatasync(int file) {
  wait_for_the_disk();
  int (*real)(int) = (int (*)(int))dlsym(RTLD_NEXT, "fdatasync");
  return real(file);
}
