#include <algorithm>
#include <filesystem>
#include <map>
#include <nlohmann/json.hpp>
#include <string_view>

#include "apps/aiepd/rest/body.h"
#include "apps/aiepd/rest/encode.h"
#include "apps/aiepd/rest/handlers.h"
#include "core/base/messages/server.h"
#include "core/engine/plan.h"

namespace aiep::rest {
namespace {

using Json = nlohmann::ordered_json;

/// The title of the node that `word` names by title or id.
Result<std::string> node_title(const spi::RunDetail& detail, const std::string& word) {
  std::vector<std::string> titles;
  for (const TaskRecord& task : detail.tasks) {
    if (task.title == word) return task.title;
    titles.push_back(task.title);
  }
  for (const TaskRecord& task : detail.tasks) {
    if (task.node_id == word) return task.title;
  }
  const std::string near = nearest(word, titles);
  if (near.empty()) return make_error(messages::kNodeNotInRun, {detail.run.id, word});
  return make_error(messages::kNodeNotInRunNear, {detail.run.id, word, near});
}

/// Fields of a new run; problems stick to `body`.
engine::RunRequest run_request(Body& body, const std::string& user) {
  engine::RunRequest run;
  run.key = body.text("key");
  run.variables = body.text_map("variables");
  if (body.has("date")) run.date = body.text("date");
  if (body.has("zone")) run.zone = body.text("zone");
  run.backend = body.text("backend", "local");
  run.only_nodes = body.texts("nodes");
  run.submitter = user;
  const std::string policy = body.text("policy", to_string(FailurePolicy::finish_running));
  if (const auto known = failure_policy_from(policy)) {
    run.policy = *known;
  } else {
    body.fail("policy", "must be stop, finish-running or finish-possible");
  }
  const std::string version = body.text("version");
  run.version = version.empty() ? 0 : version_number(version);
  if (!version.empty() && run.version == 0) body.fail("version", "`" + version + "` is no version, write v1");
  return run;
}

/// The attempt of the query, checked against those that exist; 0 = none was made.
int newest_attempt(const spi::RunDetail& detail, const std::string& title) {
  for (const TaskRecord& task : detail.tasks) {
    if (task.title == title) return task.attempt;
  }
  return 0;
}

/// Takes one of the places for waiting requests, if there is one.
class LongPollPlace {
 public:
  explicit LongPollPlace(std::atomic<int>& left) : left_(left) {
    int seen = left_.load();
    while (seen > 0 && !left_.compare_exchange_weak(seen, seen - 1)) {
    }
    taken_ = seen > 0;
  }
  ~LongPollPlace() {
    if (taken_) ++left_;
  }
  LongPollPlace(const LongPollPlace&) = delete;
  LongPollPlace& operator=(const LongPollPlace&) = delete;
  bool taken() const { return taken_; }

 private:
  std::atomic<int>& left_;
  bool taken_ = false;
};

/// Waits in short slices, so that the program's end is not held up by a waiting client.
Result<std::vector<EventRecord>> wait_for_events(Context& context, const std::string& run, std::int64_t after,
                                                 Millis wait) {
  constexpr Millis kSlice{400};
  const TimePoint until = context.clock.now() + wait;
  for (;;) {
    const Millis left = std::max(Millis{0}, std::min(kSlice, until - context.clock.now()));
    auto events = context.service.wait_events(run, after, left);
    if (!events || !events->empty() || context.hooks.stopping() || context.clock.now() >= until) return events;
  }
}

}  // namespace

RunFields run_fields(Body& body, const std::string& user) {
  RunFields fields{run_request(body, user), body.text("experiment")};
  const auto source = body.source("source");
  engine::ImportRequest import;
  import.file = body.text("file");
  import.name = body.text("name");
  import.group = body.text("group");
  import.owner = user;
  if (fields.experiment.empty() == !source) body.fail("experiment", "give either an experiment or a source");
  if (source) {
    import.source = *source;
    fields.run.source = std::move(import);
  }
  return fields;
}

Status find_what_to_run(Context& context, RunFields& fields) {
  if (fields.run.source) return {};
  auto found = context.service.find_experiment(fields.experiment);
  if (!found) return std::move(found).error();
  fields.run.experiment_id = found->id;
  return {};
}

Answer create_run(Context& context, const Request& request) {
  auto body = Body::parse(request.body);
  if (!body) return body.error();
  RunFields fields = run_fields(*body, request.user);
  if (Status fine = body->finish(); !fine) return fine.error();
  if (Status found = find_what_to_run(context, fields); !found) return found.error();
  std::vector<flow::Problem> problems;
  auto accepted = context.service.start_run(fields.run, &problems);
  if (!accepted) return problems_response(accepted.error(), problems);
  return json_response(
      Json{{"id", accepted->id}, {"existed", accepted->existed}, {"warnings", encode_problems(accepted->warnings)}},
      accepted->existed ? 200 : 201);
}

Answer list_runs(Context& context, const Request& request) {
  spi::RunQuery query;
  if (const std::string experiment = query_text(request, "experiment"); !experiment.empty()) {
    auto found = context.service.find_experiment(experiment);
    if (!found) return found.error();
    query.experiment_id = found->id;
  }
  query.submitter = query_text(request, "submitter");
  query.after = query_text(request, "after");
  for (std::string words = query_text(request, "state"); !words.empty();) {
    const std::size_t comma = words.find(',');
    const std::string word = words.substr(0, comma);
    const State state = state_from(word);
    if (word != to_string(state)) return make_error(messages::kBadField, {"state", "`" + word + "` is no state"});
    query.states.push_back(state);
    words = comma == std::string::npos ? "" : words.substr(comma + 1);
  }
  auto limit = query_number(request, "limit", 50);
  if (!limit) return limit.error();
  if (*limit < 1 || *limit > 1000) return make_error(messages::kBadField, {"limit", "must be from 1 to 1000"});
  query.limit = static_cast<int>(*limit);
  auto page = context.service.store().list_runs(query);
  if (!page) return page.error();
  Json items = Json::array();
  for (const RunRecord& run : page->items) items.push_back(encode_run(run));
  return json_response(
      Json{{"items", std::move(items)}, {"next", page->next.empty() ? Json(nullptr) : Json(page->next)}});
}

Answer get_run(Context& context, const Request& request) {
  auto detail = context.service.get_run(request.segments[1]);
  if (!detail) return detail.error();
  return json_response(encode_run_detail(*detail));
}

Answer get_folders(Context& context, const Request& request) {
  auto detail = context.service.store().get_run(request.segments[1]);
  if (!detail) return detail.error();
  std::map<std::pair<std::string_view, int>, const AttemptRecord*> attempts;
  for (const AttemptRecord& attempt : detail->attempts) attempts[{attempt.node_id, attempt.number}] = &attempt;
  Json nodes = Json::array();
  for (const TaskRecord& task : detail->tasks) {
    const auto current = attempts.find({task.node_id, task.attempt});
    if (current == attempts.end()) continue;
    const std::string folder = engine::work_dir(context.facts.workspace, current->second->key);
    std::error_code ignored;
    if (!std::filesystem::is_directory(folder, ignored)) continue;  // a data check has none
    nodes.push_back(
        Json{{"title", task.title}, {"attempt", task.attempt}, {"folder", folder}, {"result_dir", folder + "/result"}});
  }
  return json_response(Json{{"id", detail->run.id},
                            {"folder", context.facts.workspace + "/runs/" + detail->run.id},
                            {"nodes", std::move(nodes)}});
}

Answer get_events(Context& context, const Request& request) {
  const std::string& run = request.segments[1];
  auto after = query_number(request, "after", 0);
  if (!after) return after.error();
  auto wait_ms = query_number(request, "wait_ms", 0);
  if (!wait_ms) return wait_ms.error();
  auto record = context.service.store().get_run_record(run);
  if (!record) return record.error();
  Millis wait = std::min(kMaxWait, Millis(*wait_ms));
  // Nothing more is expected of a finished run: answer what there is.
  if (is_terminal(record->state)) wait = Millis{0};
  const LongPollPlace place(context.long_polls_left);
  if (!place.taken()) wait = Millis{0};
  auto events = wait_for_events(context, run, *after, wait);
  if (!events) return events.error();
  if (!events->empty()) {
    // The state after the newest event, not the one before the wait.
    auto now = context.service.store().get_run_record(run);
    if (now) record = std::move(now);
  }
  return json_response(Json{{"items", encode_events(*events)},
                            {"state", to_string(record->state)},
                            {"ended", is_terminal(record->state)},
                            {"waited", place.taken()}});
}

Answer get_log(Context& context, const Request& request) {
  auto offset = query_number(request, "offset", 0);
  if (!offset) return offset.error();
  auto limit = query_number(request, "limit", 1 << 20);
  if (!limit) return limit.error();
  auto attempt = query_number(request, "attempt", 0);
  if (!attempt) return attempt.error();
  auto detail = context.service.store().get_run(request.segments[1]);
  if (!detail) return detail.error();
  auto title = node_title(*detail, query_text(request, "node"));
  if (!title) return title.error();
  const int newest = newest_attempt(*detail, *title);
  if (newest == 0) return make_error(messages::kNoAttemptYet, {detail->run.id, *title});
  const int number = *attempt == 0 ? newest : static_cast<int>(std::min<std::int64_t>(*attempt, 1'000'000));
  auto chunk = context.service.read_log(detail->run.id, *title, number, static_cast<std::uint64_t>(*offset),
                                        static_cast<std::size_t>(std::min<std::int64_t>(*limit, 4 << 20)));
  if (!chunk) return chunk.error();
  return json_response(Json{{"node", *title},
                            {"attempt", number},
                            {"text", chunk->text},
                            {"next_offset", chunk->next_offset},
                            {"complete", chunk->complete}});
}

Answer stop_run(Context& context, const Request& request) {
  auto body = Body::parse(request.body);
  if (!body) return body.error();
  const std::string reason = body->text("reason");
  if (Status fine = body->finish(); !fine) return fine.error();
  const std::string& run = request.segments[1];
  if (Status done = context.service.stop_run(run, request.user, reason); !done) return done.error();
  auto record = context.service.store().get_run_record(run);
  if (!record) return record.error();
  return json_response(Json{{"id", run}, {"state", to_string(record->state)}}, 202);
}

Answer rerun(Context& context, const Request& request) {
  auto body = Body::parse(request.body);
  if (!body) return body.error();
  engine::RerunRequest again;
  again.run_id = request.segments[1];
  again.variables = body->text_map("variables");
  again.submitter = request.user;
  const std::string node = body->text("node");
  const std::string scope = body->text("scope", node.empty() ? "whole" : "node");
  if (scope == "whole" || scope == "from_failed") {
    again.scope = scope == "whole" ? engine::RerunScope::whole : engine::RerunScope::from_failed;
    if (!node.empty()) body->fail("node", "goes with the scopes node and node_and_downstream only");
  } else if (scope == "node" || scope == "node_and_downstream") {
    again.scope = scope == "node" ? engine::RerunScope::node : engine::RerunScope::node_and_downstream;
    if (node.empty()) body->fail("node", "is missing");
  } else {
    body->fail("scope", "must be whole, from_failed, node or node_and_downstream");
  }
  if (Status fine = body->finish(); !fine) return fine.error();
  auto detail = context.service.store().get_run(again.run_id);
  if (!detail) return detail.error();
  if (!node.empty()) {
    auto title = node_title(*detail, node);
    if (!title) return title.error();
    again.node = *title;
  }
  auto id = context.service.rerun(again);
  if (!id) return id.error();
  return json_response(Json{{"id", *id}, {"rerun_of", again.run_id}}, 202);
}

Answer mark(Context& context, const Request& request) {
  auto body = Body::parse(request.body);
  if (!body) return body.error();
  const std::string node = body->text("node");
  const std::string to = body->text("to", "succeeded");
  const std::string reason = body->text("reason");
  if (node.empty()) body->fail("node", "is missing");
  if (to != "succeeded" && to != "skipped") body->fail("to", "must be succeeded or skipped");
  if (Status fine = body->finish(); !fine) return fine.error();
  auto detail = context.service.store().get_run(request.segments[1]);
  if (!detail) return detail.error();
  auto title = node_title(*detail, node);
  if (!title) return title.error();
  auto id = context.service.mark(detail->run.id, *title, state_from(to), request.user, reason);
  if (!id) return id.error();
  return json_response(Json{{"id", *id}, {"node", *title}, {"state", to}});
}

}  // namespace aiep::rest
