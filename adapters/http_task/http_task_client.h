/// The task server's endpoints. No policy: what an answer means for a task is the backend's business.
#pragma once

#include <string>
#include <vector>

#include "adapters/http_task/http_task_codec.h"
#include "core/http/client.h"

namespace aiep::http_task {

/// Every call blocks up to the time-out. Not thread-safe. Errors of all:
///   unavailable      certainly not carried out, or a question that got no answer worth believing
///   outcome_unknown  an order that may have been carried out: no answer, 5xx, or one that is not
///                    a document of this server
///   not_found        the server itself says, by name, that it has no such task
///   invalid_argument the server refuses the order for good
class TaskClient {
 public:
  TaskClient(std::string base_url, Millis timeout) : http_({std::move(base_url), "", ""}), timeout_(timeout) {}

  /// Create-if-absent: the task that is there or was made.
  Result<TaskDocument> create(const std::string& key, const std::string& body) const;
  Result<TaskDocument> show(const std::string& key) const;
  /// not_found also when the task under the key is another one than `uid`.
  Result<TaskDocument> cancel(const std::string& key, const std::string& uid) const;
  Result<std::vector<TaskDocument>> list(const std::string& owner) const;
  Result<spi::LogChunk> log(const Handle& task, std::uint64_t offset, std::size_t limit) const;

 private:
  enum class Kind { question, order };
  Result<http::Response> ask(http::Request request, Kind kind, const std::string& key) const;
  Error no_answer(Kind kind, const std::string& key, const std::string& why) const;
  Error refused(const http::Response& response, Kind kind, const std::string& key) const;
  Result<TaskDocument> task_in(const Result<http::Response>& response, Kind kind, const std::string& key) const;

  http::Client http_;
  Millis timeout_;
};

}  // namespace aiep::http_task
