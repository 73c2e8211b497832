#include "tests/support/fake_service.h"

#include <cstdio>

#include "core/base/ids.h"
#include "core/base/messages/engine.h"
#include "core/base/messages/plugin.h"

namespace aiep::test {
namespace {

constexpr std::int64_t kStart = 1769817600000;  // 2026-01-31T00:00:00Z

/// One node type, so that the plugin commands have something to show.
class FakeType final : public spi::NodeType {
 public:
  std::string name() const override { return "command"; }
  std::vector<std::string> wire_types() const override { return {"linkis.shell.sh"}; }
  std::string description(bool zh) const override { return zh ? "命令" : "a shell command"; }
  std::vector<spi::Option> options() const override {
    return {{"run", spi::OptionType::text, true, "", "what to run", "要运行的命令"}};
  }
  std::vector<Error> check(const Node&) const override { return {}; }
  Result<spi::TaskSpec> compile(const Node&, const spi::CompileContext&) const override { return spi::TaskSpec{}; }
};

spi::RunDetail new_run(const engine::RunRequest& request, const std::string& id) {
  spi::RunDetail detail;
  detail.run.id = id;
  detail.run.key = request.key;
  detail.run.experiment_id = std::string(32, 'a');
  detail.run.experiment_name = "demo";
  detail.run.state = State::running;
  detail.run.variables = request.variables;
  detail.run.submitter = request.submitter;
  detail.run.logical_time = detail.run.created_at = from_ms(kStart);
  detail.run.started_at = from_ms(kStart + 10);
  for (int i = 0; i < 2; ++i) {
    TaskRecord task;
    task.run_id = id;
    task.node_id = i == 0 ? "n1" : "n2";
    task.title = i == 0 ? "first" : "second";
    task.type = "command";
    task.position = i;
    task.state = State::running;
    task.attempt = 1;
    task.started_at = from_ms(kStart + 20);
    detail.tasks.push_back(task);
    AttemptRecord attempt;
    attempt.run_id = id;
    attempt.node_id = task.node_id;
    attempt.state = State::running;
    attempt.key = id + "." + std::to_string(i) + ".1";
    attempt.handle = "h" + std::to_string(i);
    attempt.started_at = from_ms(kStart + 20);
    detail.attempts.push_back(attempt);
  }
  return detail;
}

EventRecord event_of(const std::string& run, const std::string& node, State from, State to) {
  return {0,       from_ms(kStart + 30), "engine",      run, node, node.empty() ? 0 : 1,
          "state", to_string(from),      to_string(to), ""};
}

}  // namespace

FakeService::FakeService() {
  if (!registry_.add(std::make_shared<FakeType>())) std::abort();
}

engine::Validation FakeService::validate(const SourceDocument& source, const std::string& file) {
  engine::Validation result;
  result.parsed = flow::parse(source, file, {[](const std::string& type) { return type; }, {"command"}});
  return result;
}

Result<ExperimentRecord> FakeService::import_experiment(const engine::ImportRequest& request,
                                                        std::vector<flow::Problem>* problems) {
  engine::Validation checked = validate(request.source, request.file);
  *problems = checked.parsed.problems;
  if (!checked.parsed.ok()) {
    for (const flow::Problem& problem : *problems) {
      if (problem.severity == flow::Severity::error) return problem.error;
    }
  }
  ExperimentRecord experiment;
  experiment.id = new_experiment_id();
  experiment.name = request.name.empty() ? checked.parsed.spec.name : request.name;
  experiment.group = request.group;
  experiment.owner = request.owner;
  experiment.created_at = from_ms(kStart);
  VersionRecord version;
  version.experiment_id = experiment.id;
  version.source = request.source;
  version.created_at = from_ms(kStart);
  if (Status made = store_.create_experiment(experiment, version); !made) return made.error();
  return experiment;
}

Result<ExperimentRecord> FakeService::find_experiment(const std::string& id_or_name) {
  if (auto by_id = store_.get_experiment(id_or_name)) return by_id;
  auto by_name = store_.find_experiments(id_or_name);
  if (!by_name) return by_name.error();
  if (by_name->empty()) return make_error(messages::kExperimentNotFound, {id_or_name});
  return by_name->front();
}

Result<VersionRecord> FakeService::save_as(const std::string& experiment_id, std::optional<SourceDocument> source) {
  auto versions = store_.list_versions(experiment_id);
  if (!versions) return versions.error();
  VersionRecord next = versions->back();
  ++next.number;
  next.closed = false;
  if (source) next.source = *source;
  if (Status saved = store_.save_as_new_version(next); !saved) return saved.error();
  return next;
}

Result<engine::RunAccepted> FakeService::start_run(const engine::RunRequest& request,
                                                   std::vector<flow::Problem>* problems) {
  if (request.source) {
    engine::Validation checked = validate(request.source->source, request.source->file);
    *problems = checked.parsed.problems;
    for (const flow::Problem& problem : *problems) {
      if (problem.severity == flow::Severity::error) return problem.error;
    }
  }
  std::string id;
  {
    const std::lock_guard lock(mutex_);
    char text[16];
    std::snprintf(text, sizeof text, "%09x", next_run_++);
    id = text;
    started.push_back(request);
  }
  auto inserted = store_.insert_run(new_run(request, id), {event_of(id, "", State::queued, State::running),
                                                           event_of(id, "n1", State::queued, State::running)});
  if (!inserted) return inserted.error();
  changed_.notify_all();
  if (!inserted->existed && on_start) on_start(inserted->id);
  return engine::RunAccepted{inserted->id, inserted->existed, {}};
}

Result<engine::OuterAttached> FakeService::attach(const engine::OuterAttach& request, std::vector<flow::Problem>*) {
  if (outer_refusal) return *outer_refusal;
  attached.push_back(request);
  return outer_answer;
}

Result<spi::OuterView> FakeService::renew(const OuterIdentity& identity, const std::string& agent) {
  if (outer_refusal) return *outer_refusal;
  outer_calls.push_back(identity);
  outer_words.push_back(agent);
  return outer_view;
}

Status FakeService::release(const OuterIdentity& identity, const std::string& agent) {
  auto renewed = renew(identity, agent);
  return renewed ? Status() : Status(std::move(renewed).error());
}

Result<spi::OuterView> FakeService::cancel_outer(const OuterIdentity& identity, const std::string& actor,
                                                 const std::string& reason) {
  return renew(identity, actor + ":" + reason);
}

Status FakeService::stop_run(const std::string& run_id, const std::string&, const std::string&) {
  auto detail = store_.get_run(run_id);
  if (!detail) return detail.error();
  if (is_terminal(detail->run.state)) {
    return make_error(messages::kRunAlreadyOver, {run_id, to_string(detail->run.state)});
  }
  finish(run_id, State::cancelled);
  return {};
}

Result<std::string> FakeService::rerun(const engine::RerunRequest& request) {
  auto detail = store_.get_run(request.run_id);
  if (!detail) return detail.error();
  reruns.push_back(request);
  engine::RunRequest again;
  again.variables = request.variables;
  std::vector<flow::Problem> problems;
  auto accepted = start_run(again, &problems);
  if (!accepted) return accepted.error();
  return accepted->id;
}

Result<std::string> FakeService::mark(const std::string& run_id, const std::string& node_title, State to,
                                      const std::string&, const std::string&) {
  auto detail = store_.get_run(run_id);
  if (!detail) return detail.error();
  for (TaskRecord& task : detail->tasks) {
    if (task.title == node_title) task.state = to;
  }
  store_.put_run(*detail, {});
  return run_id;
}

Result<spi::LogChunk> FakeService::read_log(const std::string&, const std::string&, int, std::uint64_t offset,
                                            std::size_t limit) {
  const std::string text = offset < log_text.size() ? log_text.substr(offset, limit) : "";
  return spi::LogChunk{text, offset + text.size(), text.empty()};
}

Result<std::vector<EventRecord>> FakeService::wait_events(const std::string& run_id, std::int64_t after, Millis wait) {
  std::unique_lock lock(mutex_);
  Result<std::vector<EventRecord>> found = store_.events(run_id, after, 0);
  changed_.wait_for(lock, wait, [&] {
    found = store_.events(run_id, after, 0);
    return !found || !found->empty();
  });
  return found;
}

void FakeService::finish(const std::string& run_id, State state) {
  auto detail = store_.get_run(run_id);
  if (!detail) std::abort();
  std::vector<EventRecord> events;
  for (std::size_t i = 0; i < detail->tasks.size(); ++i) {
    const State end = state == State::failed && i == 0 ? State::succeeded : state;
    TaskRecord& task = detail->tasks[i];
    events.push_back(event_of(run_id, task.node_id, task.state, end));
    task.state = detail->attempts[i].state = end;
    task.ended_at = detail->attempts[i].ended_at = from_ms(kStart + 1500);
    detail->attempts[i].exit_code = end == State::failed ? 3 : 0;
    if (end == State::failed) task.reason = "exit code 3";
  }
  events.push_back(event_of(run_id, "", detail->run.state, state));
  detail->run.state = state;
  detail->run.ended_at = from_ms(kStart + 1500);
  const std::lock_guard lock(mutex_);
  store_.put_run(*detail, events);
  changed_.notify_all();
}

}  // namespace aiep::test
