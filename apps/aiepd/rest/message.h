/// A request and its answer, free of any HTTP library.
#pragma once

#include <map>
#include <string>
#include <vector>

namespace aiep::rest {

struct Request {
  std::string method;
  std::vector<std::string> segments;  ///< of the path, percent-decoded: {"v1", "runs", …}
  std::map<std::string, std::string> query;
  std::string body;
  std::string user;  ///< who asks: told by the kernel (unix socket) or by the token (TCP)
};

struct Response {
  int status = 200;
  std::string body;  ///< JSON
};

}  // namespace aiep::rest
