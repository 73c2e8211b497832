/// Addresses of sources: `scheme://user@host:port,host:port/path`.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "core/base/error.h"

namespace aiep::check {

struct SourceUri {
  std::string text;    ///< as written; holds no secret
  std::string scheme;  ///< lower case
  std::string user;
  std::vector<std::pair<std::string, int>> hosts;  ///< port 0 = none given
  std::string path;                                ///< with its slash, "" = none
};

/// A password in it is refused, without repeating it. Errors: kSourceUri.
Result<SourceUri> parse_source_uri(const std::string& text);

}  // namespace aiep::check
