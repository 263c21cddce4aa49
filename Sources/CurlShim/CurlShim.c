// The bodies of the typed wrappers. The range checks use the type families that curl.h builds its option
// numbers from; a newcomer's mistake (a long where an off_t belongs) becomes an error code instead of a
// misread stack.
#include "CurlShim.h"

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>

#define FAMILY_SIZE 10000
#define IS_FAMILY(option, family) ((long)(option) / FAMILY_SIZE == (long)(family) / FAMILY_SIZE)

CURLcode CurlShim_global_init(void) {
  return curl_global_init(CURL_GLOBAL_DEFAULT);
}

const char *CurlShim_default_ca_bundle(void) {
  const curl_version_info_data *info = curl_version_info(CURLVERSION_NOW);
  if (info == NULL || info->age < CURLVERSION_SEVENTH) return NULL;
  return info->cainfo;
}

CURLcode CurlShim_easy_setopt_long(CURL *easy, CURLoption option, long value) {
  if (!IS_FAMILY(option, CURLOPTTYPE_LONG)) return CURLE_BAD_FUNCTION_ARGUMENT;
  return curl_easy_setopt(easy, option, value);
}

CURLcode CurlShim_easy_setopt_off_t(CURL *easy, CURLoption option, int64_t value) {
  if (!IS_FAMILY(option, CURLOPTTYPE_OFF_T)) return CURLE_BAD_FUNCTION_ARGUMENT;
  return curl_easy_setopt(easy, option, (curl_off_t)value);
}

CURLcode CurlShim_easy_setopt_string(CURL *easy, CURLoption option, const char *value) {
  if (!IS_FAMILY(option, CURLOPTTYPE_OBJECTPOINT)) return CURLE_BAD_FUNCTION_ARGUMENT;
  if (option == CURLOPT_POSTFIELDS) return CURLE_BAD_FUNCTION_ARGUMENT;
  return curl_easy_setopt(easy, option, value);
}

CURLcode CurlShim_easy_setopt_pointer(CURL *easy, CURLoption option, void *value) {
  if (!IS_FAMILY(option, CURLOPTTYPE_OBJECTPOINT)) return CURLE_BAD_FUNCTION_ARGUMENT;
  return curl_easy_setopt(easy, option, value);
}

CURLcode CurlShim_easy_setopt_slist(CURL *easy, CURLoption option, struct curl_slist *value) {
  if (!IS_FAMILY(option, CURLOPTTYPE_OBJECTPOINT)) return CURLE_BAD_FUNCTION_ARGUMENT;
  return curl_easy_setopt(easy, option, value);
}

CURLcode CurlShim_easy_setopt_blob(CURL *easy, CURLoption option, const void *bytes, size_t length) {
  if (!IS_FAMILY(option, CURLOPTTYPE_BLOB)) return CURLE_BAD_FUNCTION_ARGUMENT;
  struct curl_blob blob = {.data = (void *)bytes, .len = length, .flags = CURL_BLOB_NOCOPY};
  return curl_easy_setopt(easy, option, &blob);
}

CURLcode CurlShim_easy_set_body(CURL *easy, const void *bytes, size_t length) {
  CURLcode code = curl_easy_setopt(easy, CURLOPT_POSTFIELDSIZE_LARGE, (curl_off_t)length);
  if (code != CURLE_OK) return code;
  return curl_easy_setopt(easy, CURLOPT_COPYPOSTFIELDS, length == 0 ? "" : (const char *)bytes);
}

CURLcode CurlShim_easy_setopt_write(CURL *easy, CurlShim_data_callback callback, void *context) {
  CURLcode code = curl_easy_setopt(easy, CURLOPT_WRITEFUNCTION, callback);
  return code != CURLE_OK ? code : curl_easy_setopt(easy, CURLOPT_WRITEDATA, context);
}

CURLcode CurlShim_easy_setopt_header(CURL *easy, CurlShim_data_callback callback, void *context) {
  CURLcode code = curl_easy_setopt(easy, CURLOPT_HEADERFUNCTION, callback);
  return code != CURLE_OK ? code : curl_easy_setopt(easy, CURLOPT_HEADERDATA, context);
}

CURLcode CurlShim_easy_setopt_read(CURL *easy, CurlShim_data_callback callback, void *context) {
  CURLcode code = curl_easy_setopt(easy, CURLOPT_READFUNCTION, callback);
  return code != CURLE_OK ? code : curl_easy_setopt(easy, CURLOPT_READDATA, context);
}

CURLcode CurlShim_easy_setopt_prereq(CURL *easy, CurlShim_prereq_callback callback, void *context) {
  CURLcode code = curl_easy_setopt(easy, CURLOPT_PREREQFUNCTION, callback);
  return code != CURLE_OK ? code : curl_easy_setopt(easy, CURLOPT_PREREQDATA, context);
}

static int set_user_timeout(void *context, curl_socket_t socket, curlsocktype purpose) {
  unsigned milliseconds = (unsigned)(uintptr_t)context;
  (void)purpose;
  // A kernel that refuses costs us early notice only, not the connection.
  (void)setsockopt(socket, IPPROTO_TCP, TCP_USER_TIMEOUT, &milliseconds, sizeof milliseconds);
  return CURL_SOCKOPT_OK;
}

CURLcode CurlShim_easy_set_user_timeout(CURL *easy, unsigned milliseconds) {
  CURLcode code = curl_easy_setopt(easy, CURLOPT_SOCKOPTFUNCTION, set_user_timeout);
  if (code != CURLE_OK) return code;
  return curl_easy_setopt(easy, CURLOPT_SOCKOPTDATA, (void *)(uintptr_t)milliseconds);
}

CURLcode CurlShim_easy_getinfo_long(CURL *easy, CURLINFO info, long *value) {
  if ((info & CURLINFO_TYPEMASK) != CURLINFO_LONG) return CURLE_BAD_FUNCTION_ARGUMENT;
  return curl_easy_getinfo(easy, info, value);
}

CURLcode CurlShim_easy_getinfo_double(CURL *easy, CURLINFO info, double *value) {
  if ((info & CURLINFO_TYPEMASK) != CURLINFO_DOUBLE) return CURLE_BAD_FUNCTION_ARGUMENT;
  return curl_easy_getinfo(easy, info, value);
}

CURLcode CurlShim_easy_getinfo_off_t(CURL *easy, CURLINFO info, int64_t *value) {
  if ((info & CURLINFO_TYPEMASK) != CURLINFO_OFF_T) return CURLE_BAD_FUNCTION_ARGUMENT;
  curl_off_t number = 0;
  CURLcode code = curl_easy_getinfo(easy, info, &number);
  if (code == CURLE_OK) *value = (int64_t)number;
  return code;
}

CURLMcode CurlShim_multi_setopt_long(CURLM *multi, CURLMoption option, long value) {
  if (!IS_FAMILY(option, CURLOPTTYPE_LONG)) return CURLM_BAD_FUNCTION_ARGUMENT;
  return curl_multi_setopt(multi, option, value);
}

bool CurlShim_multi_next_finished(CURLM *multi, CURL **easy, CURLcode *result) {
  int left = 0;
  const CURLMsg *message = curl_multi_info_read(multi, &left);
  while (message != NULL && message->msg != CURLMSG_DONE) message = curl_multi_info_read(multi, &left);
  if (message == NULL) return false;
  *easy = message->easy_handle;
  *result = message->data.result;
  return true;
}
