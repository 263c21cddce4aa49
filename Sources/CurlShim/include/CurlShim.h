// Typed doors to libcurl for Swift. Swift cannot call C's variadic functions, and libcurl's option setters
// are all variadic: a wrong argument type there is not an error but a wild read. Each wrapper here fixes one
// argument type and refuses, with CURLE_BAD_FUNCTION_ARGUMENT, an option of another type's number range
// (curl.h numbers its options by type). This target alone includes curl's headers.
#ifndef CURL_SHIM_H
#define CURL_SHIM_H

#include <curl/curl.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

// QUICK_EXIT needs 7.87, PROTOCOLS_STR 7.85; PREREQFUNCTION, on which the verdict "unsent" rests, 7.80.
#if LIBCURL_VERSION_NUM < 0x075700
#error "libcurl 7.87 or newer is needed"
#endif

/// Called with each piece of a header line or a body; returning less than `size * count` ends the transfer.
typedef size_t (*CurlShim_data_callback)(char *data, size_t size, size_t count, void *context);
/// Called when a connection stands and before any byte of the request is handed to it; not 0 ends the
/// transfer.
typedef int (*CurlShim_prereq_callback)(
    void *context, char *remote, char *local, int remote_port, int local_port);

/// Must run before any other thread uses libcurl.
CURLcode CurlShim_global_init(void);
/// The bundle of trusted certificates libcurl was built with; NULL where there is none.
const char *CurlShim_default_ca_bundle(void);

CURLcode CurlShim_easy_setopt_long(CURL *easy, CURLoption option, long value);
CURLcode CurlShim_easy_setopt_off_t(CURL *easy, CURLoption option, int64_t value);
/// libcurl copies the text, except for CURLOPT_POSTFIELDS, which this wrapper therefore refuses.
CURLcode CurlShim_easy_setopt_string(CURL *easy, CURLoption option, const char *value);
/// `value` is kept by libcurl, not copied: it must live until the option is replaced or the handle is reset.
CURLcode CurlShim_easy_setopt_pointer(CURL *easy, CURLoption option, void *value);
/// The list is kept, not copied.
CURLcode CurlShim_easy_setopt_slist(CURL *easy, CURLoption option, struct curl_slist *value);
/// The bytes are kept, not copied.
CURLcode CurlShim_easy_setopt_blob(CURL *easy, CURLoption option, const void *bytes, size_t length);
/// Sets the size, then the bytes, which are copied.
CURLcode CurlShim_easy_set_body(CURL *easy, const void *bytes, size_t length);

CURLcode CurlShim_easy_setopt_write(CURL *easy, CurlShim_data_callback callback, void *context);
CURLcode CurlShim_easy_setopt_header(CURL *easy, CurlShim_data_callback callback, void *context);
CURLcode CurlShim_easy_setopt_read(CURL *easy, CurlShim_data_callback callback, void *context);
CURLcode CurlShim_easy_setopt_prereq(CURL *easy, CurlShim_prereq_callback callback, void *context);

/// Lets the kernel close a connection whose peer has acknowledged nothing for so long (TCP_USER_TIMEOUT).
CURLcode CurlShim_easy_set_user_timeout(CURL *easy, unsigned milliseconds);

CURLcode CurlShim_easy_getinfo_long(CURL *easy, CURLINFO info, long *value);
CURLcode CurlShim_easy_getinfo_double(CURL *easy, CURLINFO info, double *value);
CURLcode CurlShim_easy_getinfo_off_t(CURL *easy, CURLINFO info, int64_t *value);

CURLMcode CurlShim_multi_setopt_long(CURLM *multi, CURLMoption option, long value);
/// Takes one message off the queue. True only for a finished transfer, whose handle and result are then
/// written.
bool CurlShim_multi_next_finished(CURLM *multi, CURL **easy, CURLcode *result);

#endif
