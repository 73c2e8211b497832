#include "apps/aiepd/rest/encode.h"

#include <nlohmann/json.hpp>

#include "apps/wire/error_json.h"

namespace aiep::rest {
namespace {

using Json = nlohmann::ordered_json;

Json time(TimePoint value) { return to_ms(value) == 0 ? Json(nullptr) : Json(to_iso(value)); }
Json time(const std::optional<TimePoint>& value) { return value ? time(*value) : Json(nullptr); }
Json number(const std::optional<int>& value) { return value ? Json(*value) : Json(nullptr); }

Json encode_attempt(const AttemptRecord& attempt) {
  return Json{{"number", attempt.number},
              {"state", to_string(attempt.state)},
              {"exit_code", number(attempt.exit_code)},
              {"signal", number(attempt.signal)},
              {"started_at", time(attempt.started_at)},
              {"ended_at", time(attempt.ended_at)},
              {"external_id", text_or_null(attempt.handle)}};
}

Json encode_task(const TaskRecord& task) {
  return Json{{"id", task.node_id},
              {"title", task.title},
              {"type", task.type},
              {"state", to_string(task.state)},
              {"reason", text_or_null(task.reason)},
              {"started_at", time(task.started_at)},
              {"ended_at", time(task.ended_at)},
              {"attempts", Json::array()}};
}

/// `attempt` is that of the run, which a later one may have followed.
Json encode_outer(const OuterRecord& outer, int attempt) {
  const OuterIdentity& who = outer.identity;
  return Json{{"system", who.system},
              {"project", text_or_null(who.project)},
              {"flow", text_or_null(who.flow)},
              {"execution", who.execution},
              {"job", text_or_null(who.job)},
              {"attempt", attempt},
              {"link", text_or_null(outer.link)}};
}

}  // namespace

Json text_or_null(const std::string& text) { return text.empty() ? Json(nullptr) : Json(text); }

Json encode_experiment(const ExperimentRecord& experiment) {
  return Json{{"id", experiment.id},
              {"name", experiment.name},
              {"group", text_or_null(experiment.group)},
              {"owner", text_or_null(experiment.owner)},
              {"description", text_or_null(experiment.description)},
              {"created_at", time(experiment.created_at)}};
}

Json encode_version(const VersionRecord& version) {
  return Json{{"version", version_label(version.number, version.closed)},
              {"number", version.number},
              {"closed", version.closed},
              {"format", to_string(version.source.format)},
              {"created_at", time(version.created_at)}};
}

Json encode_run(const RunRecord& run) {
  return Json{{"id", run.id},
              {"experiment_id", text_or_null(run.experiment_id)},
              {"experiment", run.experiment_name},
              {"version", version_label(run.version, run.version_closed)},
              {"state", to_string(run.state)},
              {"reason", text_or_null(run.reason)},
              {"key", text_or_null(run.key)},
              {"logical_time", time(run.logical_time)},
              {"variables", Json(run.variables)},
              {"created_at", time(run.created_at)},
              {"started_at", time(run.started_at)},
              {"ended_at", time(run.ended_at)}};
}

Json encode_run_detail(const spi::RunDetail& detail) {
  Json nodes = Json::array();
  std::map<std::string, std::size_t> index;
  for (const TaskRecord& task : detail.tasks) {
    index[task.node_id] = nodes.size();
    nodes.push_back(encode_task(task));
  }
  for (const AttemptRecord& attempt : detail.attempts) {
    const auto it = index.find(attempt.node_id);
    if (it != index.end()) nodes[it->second]["attempts"].push_back(encode_attempt(attempt));
  }
  Json document = encode_run(detail.run);
  document["outer"] = detail.outer ? encode_outer(*detail.outer, detail.run.outer_attempt) : Json(nullptr);
  document["nodes"] = std::move(nodes);
  return document;
}

Json encode_events(const std::vector<EventRecord>& events) {
  Json all = Json::array();
  for (const EventRecord& event : events) {
    all.push_back(Json{{"seq", event.seq},
                       {"at", time(event.at)},
                       {"actor", text_or_null(event.actor)},
                       {"run", event.run},
                       {"node", text_or_null(event.title.empty() ? event.node : event.title)},
                       {"attempt", event.attempt == 0 ? Json(nullptr) : Json(event.attempt)},
                       {"event", event.event},
                       {"from", text_or_null(event.from)},
                       {"to", text_or_null(event.to)},
                       {"reason", text_or_null(event.reason)}});
  }
  return all;
}

Json encode_problem(const flow::Problem& problem) {
  Json document{{"severity", problem.severity == flow::Severity::error ? "error" : "warning"}};
  document.update(wire::error_json(problem.error));
  return document;
}

Json encode_problems(const std::vector<flow::Problem>& problems) {
  Json all = Json::array();
  for (const flow::Problem& problem : problems) all.push_back(encode_problem(problem));
  return all;
}

Json encode_type(const spi::NodeType& type) {
  Json options = Json::array();
  for (const spi::Option& option : type.options()) {
    options.push_back(Json{{"name", option.name},
                           {"type", to_string(option.type)},
                           {"required", option.required},
                           {"default", text_or_null(option.default_value)},
                           {"description", option.description_en},
                           {"description_zh", option.description_zh}});
  }
  return Json{{"name", type.name()},
              {"wire_types", type.wire_types()},
              {"description", type.description(false)},
              {"description_zh", type.description(true)},
              {"options", std::move(options)}};
}

}  // namespace aiep::rest
