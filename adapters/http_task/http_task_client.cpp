#include "adapters/http_task/http_task_client.h"

#include <charconv>
#include <nlohmann/json.hpp>

#include "core/base/messages/backend.h"

namespace aiep::http_task {
namespace {

constexpr const char* kJson = "application/json";

std::string path_of(const std::string& key) { return "/tasks/" + http::url_encode(key); }

std::optional<std::uint64_t> number_of(const http::Response& response, const char* header) {
  const auto it = response.headers.find(header);
  if (it == response.headers.end()) return std::nullopt;
  std::uint64_t number = 0;
  const auto [end, error] = std::from_chars(it->second.data(), it->second.data() + it->second.size(), number);
  const bool whole = error == std::errc{} && end == it->second.data() + it->second.size();
  return whole ? std::optional(number) : std::nullopt;
}

}  // namespace

Error TaskClient::no_answer(Kind kind, const std::string& key, const std::string& why) const {
  const std::string& server = http_.endpoint().base_url;
  if (kind == Kind::question) return make_error(messages::kRemoteAway, {server, why});
  return make_error(messages::kRemoteLost, {server, key, why});
}

Result<http::Response> TaskClient::ask(http::Request request, Kind kind, const std::string& key) const {
  request.timeout = timeout_;
  auto response = http_.request(request);
  if (response) return response;
  const bool never_sent = response.error().kind == ErrorKind::unavailable;
  const std::string why = response.error().args.empty() ? response.error().message() : response.error().args.back();
  return no_answer(never_sent ? Kind::question : kind, key, why);
}

/// Anything but 200, 201 and 202. A refusal counts only in the server's own words about this very
/// task: what stands between us and it answers 404 and 410 as well.
Error TaskClient::refused(const http::Response& response, Kind kind, const std::string& key) const {
  const auto refusal = read_refusal(response.body);
  const std::string status = "it answered " + std::to_string(response.status);
  if (response.status >= 500 || !refusal) return no_answer(kind, key, status);
  const bool of_this = refusal->key == key;
  const bool gone = refusal->error == "no-such-task" || refusal->error == "other-uid";
  if (gone && of_this) return make_error(messages::kTaskUnknown, {key});
  if (refusal->error == "too-late" && of_this) return no_answer(Kind::question, key, "the order came too late");
  if (response.status == 400) return make_error(messages::kRemoteRefused, {http_.endpoint().base_url, refusal->error});
  return no_answer(kind, key, status + " (" + refusal->error + ")");
}

Result<TaskDocument> TaskClient::task_in(const Result<http::Response>& response, Kind kind,
                                         const std::string& key) const {
  if (!response) return response.error();
  if (response->status < 200 || response->status > 202) return refused(*response, kind, key);
  auto task = read_task(response->body);
  if (!task) return no_answer(kind, key, "its answer is no document of a task");
  if (task->key != key) return no_answer(kind, key, "its answer is about another task");
  return std::move(*task);
}

Result<TaskDocument> TaskClient::create(const std::string& key, const std::string& body) const {
  http::Request request;
  request.method = "PUT";
  request.path = path_of(key);
  request.body = body;
  request.headers["Content-Type"] = kJson;
  return task_in(ask(std::move(request), Kind::order, key), Kind::order, key);
}

Result<TaskDocument> TaskClient::show(const std::string& key) const {
  http::Request request;
  request.path = path_of(key);
  return task_in(ask(std::move(request), Kind::question, key), Kind::question, key);
}

Result<TaskDocument> TaskClient::cancel(const std::string& key, const std::string& uid) const {
  http::Request request;
  request.method = "POST";
  request.path = path_of(key) + "/cancel";
  request.body = nlohmann::json{{"uid", uid}}.dump();
  request.headers["Content-Type"] = kJson;
  return task_in(ask(std::move(request), Kind::order, key), Kind::order, key);
}

Result<std::vector<TaskDocument>> TaskClient::list(const std::string& owner) const {
  http::Request request;
  request.path = "/tasks?owner=" + http::url_encode(owner);
  auto response = ask(std::move(request), Kind::question, "");
  if (!response) return std::move(response).error();
  if (response->status != 200) return refused(*response, Kind::question, "");
  auto tasks = read_list(response->body);
  if (!tasks) return no_answer(Kind::question, "", "its answer is no list of tasks");
  return std::move(*tasks);
}

Result<spi::LogChunk> TaskClient::log(const Handle& task, std::uint64_t offset, std::size_t limit) const {
  http::Request request;
  request.path = path_of(task.key) + "/log?uid=" + http::url_encode(task.uid) + "&offset=" + std::to_string(offset) +
                 "&limit=" + std::to_string(limit);
  auto response = ask(std::move(request), Kind::question, task.key);
  if (!response) return std::move(response).error();
  if (response->status != 200) return refused(*response, Kind::question, task.key);
  const auto next = number_of(*response, "x-next-offset");
  const auto complete = response->headers.find("x-complete");
  // Beyond the end the server says where the end is.
  const bool sound = next && complete != response->headers.end() &&
                     (*next == offset + response->body.size() || (response->body.empty() && *next < offset));
  if (!sound) return no_answer(Kind::question, task.key, "its answer is no part of a log");
  return spi::LogChunk{std::move(response->body), *next, complete->second == "yes"};
}

}  // namespace aiep::http_task
