/// libcurl, loaded at the first request: with its thirty libraries it costs 10 MB and 8 ms, which
/// a program that makes no request (a keeper, `aiepctl version`) must not pay.
#pragma once

#include <curl/curl.h>

namespace aiep::http {

/// The functions used, named as in libcurl without "curl_".
struct Curl {
  decltype(&::curl_global_init) global_init;
  decltype(&::curl_easy_init) easy_init;
  decltype(&::curl_easy_cleanup) easy_cleanup;
  decltype(&::curl_easy_setopt) easy_setopt;
  decltype(&::curl_easy_getinfo) easy_getinfo;
  decltype(&::curl_easy_strerror) easy_strerror;
  decltype(&::curl_slist_append) slist_append;
  decltype(&::curl_slist_free_all) slist_free_all;
  decltype(&::curl_multi_init) multi_init;
  decltype(&::curl_multi_cleanup) multi_cleanup;
  decltype(&::curl_multi_add_handle) multi_add_handle;
  decltype(&::curl_multi_remove_handle) multi_remove_handle;
  decltype(&::curl_multi_perform) multi_perform;
  decltype(&::curl_multi_poll) multi_poll;
  decltype(&::curl_multi_info_read) multi_info_read;
};

/// Loads and initialises it once. nullptr when this machine has none. Thread-safe.
const Curl* load_curl();

}  // namespace aiep::http
