#include "core/engine/plan.h"

#include <algorithm>
#include <unordered_map>
#include <unordered_set>

#include "core/base/catalogue.h"
#include "core/base/messages/engine.h"
#include "core/dates/decimal.h"
#include "core/engine/fill.h"

namespace aiep::engine {
namespace {

EventRecord event_of(const RunRecord& run, std::string name, std::string reason, std::string node = "") {
  EventRecord event;
  event.at = run.created_at;
  event.actor = run.submitter;
  event.run = run.id;
  event.node = std::move(node);
  event.event = std::move(name);
  event.reason = std::move(reason);
  return event;
}

bool is_used(const std::string& text, const std::string& name) { return text.find("${" + name) != std::string::npos; }

class Planner {
 public:
  explicit Planner(const PlanInput& input) : in_(input) {}

  PlanResult make() {
    result_.plan.detail.run = in_.run;
    RunRecord& run = result_.plan.detail.run;
    result_.plan.events.push_back(event_of(run, "state", run.rerun_of.empty() ? "" : "rerun of " + run.rerun_of));
    result_.plan.events.back().to = to_string(State::queued);
    if (!freeze_dates() || !freeze_variables()) return std::move(result_);
    filler_.emplace(scope_);
    select_nodes();
    result_.plan.detail.tasks.reserve(selected_.size());
    int position = 0;
    for (const Node& node : in_.spec->nodes) {
      if (selected_.contains(node.id)) add_task(node, position++);
    }
    return std::move(result_);
  }

 private:
  const Variable* declared(const std::string& name) const {
    for (const Variable& variable : in_.spec->variables) {
      if (variable.name == name) return &variable;
    }
    return nullptr;
  }

  /// run_date may come from --date, a run-time variable, a default in the file or the clock, in
  /// this order; the event says which one won and what it won over.
  bool freeze_dates() {
    RunRecord& run = result_.plan.detail.run;
    std::vector<std::pair<std::string, std::string>> sources;
    if (in_.date) sources.emplace_back("--date", *in_.date);
    if (auto it = in_.variables.find("run_date"); it != in_.variables.end()) {
      sources.emplace_back("variable given for this run", it->second);
    }
    const Variable* variable = declared("run_date");
    if (variable != nullptr && variable->value) sources.emplace_back("default in the experiment", *variable->value);
    std::optional<std::string> date;
    if (!sources.empty()) date = sources.front().second;
    auto context = dates::make_context(in_.frozen_logical_time.value_or(run.created_at), in_.zone, date);
    if (!context) {
      result_.errors.push_back(std::move(context).error());
      return false;
    }
    scope_.dates = *context;
    wtss_ = dates::wtss_environment(*context);
    run.logical_time = context->logical_time;
    run.zone = context->zone;
    run.run_date = dates::run_date_text(*context);
    std::string why = "run_date=" + run.run_date + " from " +
                      (sources.empty() ? "yesterday of the logical time in " + run.zone : sources.front().first);
    for (std::size_t i = 1; i < sources.size(); ++i) {
      why += "; passed over: " + sources[i].second + " (" + sources[i].first + ")";
    }
    result_.plan.events.push_back(event_of(run, "variable", why));
    return true;
  }

  bool freeze_variables() {
    const std::size_t before = result_.errors.size();
    std::map<std::string, std::string>& values = result_.plan.detail.run.variables;
    for (const Variable& variable : in_.spec->variables) {
      if (variable.value) values[variable.name] = *variable.value;
    }
    for (const auto& [name, value] : in_.variables) check_given(name), values[name] = value;
    values.erase("run_date");  // the frozen date is the one truth
    for (const Variable& variable : in_.spec->variables) {
      auto it = values.find(variable.name);
      if (variable.name == "run_date") continue;
      if (variable.type != "number") scope_.texts.insert(variable.name);
      if (it == values.end()) {
        result_.errors.push_back(make_error(messages::kVariableMissing, {variable.name}));
      } else if (variable.type == "number" && !dates::Decimal::is_number(it->second) &&
                 it->second.find("${") == std::string::npos) {
        result_.errors.push_back(make_error(messages::kVariableNotNumber, {variable.name, it->second}));
      }
    }
    scope_.variables = values;
    for (const auto& [name, value] : in_.spec->props) scope_.variables.emplace(name, value);
    return result_.errors.size() == before;
  }

  void check_given(const std::string& name) {
    if (declared(name) != nullptr || name == "run_date" || is_used(in_.document_text, name)) return;
    std::vector<std::string> names;
    for (const Variable& variable : in_.spec->variables) names.push_back(variable.name);
    const std::string near = nearest(name, names);
    result_.errors.push_back(make_error(messages::kVariableUndeclared,
                                        {name, near.empty() ? std::string() : ", did you mean `" + near + "`?"}));
  }

  void select_nodes() {
    for (const Node& node : in_.spec->nodes) {
      const bool wanted = in_.only_nodes.empty() ||
                          std::find(in_.only_nodes.begin(), in_.only_nodes.end(), node.title) != in_.only_nodes.end();
      if (wanted) selected_.insert(node.id);
    }
    for (const std::string& title : in_.only_nodes) {
      const bool found = std::any_of(in_.spec->nodes.begin(), in_.spec->nodes.end(),
                                     [&](const Node& node) { return node.title == title; });
      if (!found) {
        result_.errors.push_back(make_error(messages::kNodeNotFound, {in_.spec->name, title}));
      }
    }
  }

  void add_task(const Node& node, int position) {
    TaskRecord task;
    task.run_id = in_.run.id;
    task.node_id = node.id;
    task.title = node.title;
    task.type = node.type;
    task.position = position;
    task.retries = node.retries;
    for (const std::string& need : node.needs) {
      if (selected_.contains(need)) task.needs.push_back(need);
    }
    if (node.disabled) {
      task.state = State::skipped;
      task.reason = "disabled in the experiment (auto.disabled)";
      task.ended_at = in_.run.created_at;
      result_.plan.events.push_back(event_of(in_.run, "state", task.reason, node.id));
      result_.plan.events.back().from = to_string(State::queued);
      result_.plan.events.back().to = to_string(State::skipped);
      task.spec = spi::encode({});
    } else if (auto spec = compile(node, task); spec) {
      task.spec = spi::encode(*spec);
    } else {
      result_.errors.push_back(std::move(spec).error());
    }
    result_.plan.detail.tasks.push_back(std::move(task));
  }

  Result<spi::TaskSpec> compile(const Node& node, TaskRecord& task) {
    const spi::NodeType* type = in_.registry->find_type(node.type);
    if (type == nullptr) return make_error(messages::kTypeCannotRun, {node.title, node.type}).at(node.place);
    task.type = type->name();
    const Node* ready = &node;
    Node filled;
    if (Filler::needed(node)) {
      filled = node;
      if (Status status = filler_->fill(filled, *type); !status) return std::move(status).error().at(node.place);
      ready = &filled;
    }
    auto spec = type->compile(*ready, {in_.data_dir, in_.origin_dir});
    if (!spec) return spec;
    spec->title = node.title;
    spec->type = type->name();
    if (node.timeout) spec->timeout = node.timeout;
    if (node.resources.cpu_milli) spec->resources.cpu_milli = node.resources.cpu_milli;
    if (node.resources.memory_bytes) spec->resources.memory_bytes = node.resources.memory_bytes;
    if (node.resources.gpu > 0) spec->resources.gpu = node.resources.gpu;
    for (const auto& [name, value] : ready->env) spec->env[name] = value;
    spec->env.insert(wtss_.begin(), wtss_.end());
    if (!in_.data_dir.empty()) spec->env.emplace("DATA_DIR", in_.data_dir);
    return spec;
  }

  const PlanInput& in_;
  PlanResult result_;
  dates::Scope scope_;
  std::map<std::string, std::string> wtss_;
  std::optional<Filler> filler_;
  std::unordered_set<std::string_view> selected_;
};

std::string waits_for(const std::vector<std::string>& titles) {
  std::string text = "waits for ";
  for (std::size_t i = 0; i < titles.size() && i < 3; ++i) text += (i > 0 ? ", " : "") + titles[i];
  if (titles.size() > 3) text += " and " + std::to_string(titles.size() - 3) + " more";
  return text;
}

}  // namespace

PlanResult make_plan(const PlanInput& input) { return Planner(input).make(); }

std::vector<Error> check_node_options(const ExperimentSpec& spec, const spi::Registry& registry) {
  std::vector<Error> problems;
  for (const Node& node : spec.nodes) {
    const spi::NodeType* type = registry.find_type(node.type);
    if (type == nullptr) continue;
    for (Error& problem : type->check(node)) problems.push_back(std::move(problem));
  }
  return problems;
}

std::string attempt_key(const std::string& run_id, int position, int attempt) {
  return run_id + "." + std::to_string(position) + "." + std::to_string(attempt);
}

std::string work_dir(const std::string& workspace, const std::string& key) {
  std::string dir = workspace + "/runs/" + key;
  const std::size_t first = dir.find('.', workspace.size() + 6);
  const std::size_t second = dir.find('.', first + 1);
  if (first != std::string::npos && second != std::string::npos) {
    dir.replace(second, 1, "/try");
    dir.replace(first, 1, "/node");
  }
  return dir;
}

void explain_queued(spi::RunDetail& detail, TimePoint now) {
  std::unordered_map<std::string, const TaskRecord*> by_id;
  for (const TaskRecord& task : detail.tasks) by_id.emplace(task.node_id, &task);
  for (TaskRecord& task : detail.tasks) {
    if (task.state != State::queued) continue;
    std::vector<std::string> open;
    for (const std::string& need : task.needs) {
      auto it = by_id.find(need);
      if (it != by_id.end() && !is_terminal(it->second->state)) open.push_back(it->second->title);
    }
    if (!open.empty()) {
      task.reason = waits_for(open);
    } else if (task.not_before && *task.not_before > now) {
      task.reason = "next try at " + to_iso(*task.not_before) + (task.reason.empty() ? "" : " after: " + task.reason);
    } else {
      task.reason = "ready, waits for a free place on backend " + detail.run.backend;
    }
  }
}

}  // namespace aiep::engine
