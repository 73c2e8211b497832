// Use cases around experiments and their versions.
#include <algorithm>
#include <filesystem>

#include "core/base/ids.h"
#include "core/base/messages/engine.h"
#include "core/engine/service_impl.h"

namespace aiep::engine {
namespace {

constexpr std::size_t kShortestIdPrefix = 6;

bool same_source(const SourceDocument& a, const SourceDocument& b) {
  const auto same_file = [](const AttachedFile& x, const AttachedFile& y) {
    return x.name == y.name && x.content == y.content;
  };
  return a.format == b.format && a.text == b.text && a.origin_dir == b.origin_dir &&
         std::equal(a.files.begin(), a.files.end(), b.files.begin(), b.files.end(), same_file);
}

std::string name_for(const ImportRequest& request, const ExperimentSpec& spec) {
  if (!request.name.empty()) return request.name;
  if (!spec.name.empty()) return spec.name;
  const std::string stem = std::filesystem::path(request.file).stem().string();
  return stem.empty() ? "experiment" : stem;
}

}  // namespace

const Error* first_error(const std::vector<flow::Problem>& problems) {
  for (const flow::Problem& problem : problems) {
    if (problem.severity == flow::Severity::error) return &problem.error;
  }
  return nullptr;
}

void report(std::vector<flow::Problem>* out, const std::vector<flow::Problem>& problems) {
  if (out != nullptr) out->insert(out->end(), problems.begin(), problems.end());
}

flow::ParseResult EngineImpl::parse(const SourceDocument& source, const std::string& file) const {
  flow::TypeDirectory types;
  types.find = [this](const std::string& word) {
    const spi::NodeType* type = registry_->find_type(word);
    return type != nullptr ? type->name() : std::string();
  };
  for (const spi::NodeType* type : registry_->types()) types.names.push_back(type->name());
  flow::ParseResult result = flow::parse(source, file, types);
  for (Error& error : check_node_options(result.spec, *registry_)) {
    result.problems.push_back({flow::Severity::error, std::move(error)});
  }
  return result;
}

Validation EngineImpl::validate(const SourceDocument& source, const std::string& file) { return {parse(source, file)}; }

Result<ExperimentRecord> EngineImpl::import_experiment(const ImportRequest& request,
                                                       std::vector<flow::Problem>* problems) {
  const flow::ParseResult parsed = parse(request.source, request.file);
  report(problems, parsed.problems);
  if (const Error* error = first_error(parsed.problems)) return *error;
  return create_from(request, parsed.spec);
}

Result<ExperimentRecord> EngineImpl::create_from(const ImportRequest& request, const ExperimentSpec& spec) {
  ExperimentRecord experiment;
  experiment.id = new_experiment_id();
  experiment.name = name_for(request, spec);
  experiment.group = request.group.empty() ? spec.group : request.group;
  experiment.owner = request.owner;
  experiment.description = spec.description;
  experiment.created_at = clock_->now();
  VersionRecord first;
  first.experiment_id = experiment.id;
  first.source = request.source;
  first.created_at = experiment.created_at;
  if (Status status = store_->create_experiment(experiment, first); !status) return std::move(status).error();
  return experiment;
}

Result<ExperimentRecord> EngineImpl::find_experiment(const std::string& id_or_name) {
  auto by_id = store_->get_experiment(id_or_name);
  if (by_id || by_id.error().kind != ErrorKind::not_found) return by_id;
  auto matches = store_->find_experiments(id_or_name);
  if (!matches) return std::move(matches).error();
  if (matches->empty() && id_or_name.size() >= kShortestIdPrefix) {
    auto all = store_->list_experiments();
    if (!all) return std::move(all).error();
    std::copy_if(all->begin(), all->end(), std::back_inserter(*matches),
                 [&](const ExperimentRecord& experiment) { return experiment.id.starts_with(id_or_name); });
  }
  if (matches->empty()) return make_error(messages::kExperimentNotFound, {id_or_name});
  if (matches->size() == 1) return matches->front();
  std::string ids;
  for (const ExperimentRecord& match : *matches) ids += (ids.empty() ? "" : ", ") + match.id;
  return make_error(messages::kExperimentAmbiguous, {id_or_name, ids});
}

Result<VersionRecord> EngineImpl::newest_version(const std::string& experiment_id) {
  auto versions = store_->list_versions(experiment_id);
  if (!versions) return std::move(versions).error();
  if (versions->empty()) return make_error(messages::kExperimentNotFound, {experiment_id});
  const auto newest = std::max_element(versions->begin(), versions->end(),
                                       [](const auto& a, const auto& b) { return a.number < b.number; });
  return store_->get_version(experiment_id, newest->number);
}

Result<VersionRecord> EngineImpl::save_as(const std::string& experiment_id, std::optional<SourceDocument> source) {
  auto newest = newest_version(experiment_id);
  if (!newest) return newest;
  VersionRecord next;
  next.experiment_id = experiment_id;
  next.number = newest->number + 1;
  next.source = source ? std::move(*source) : newest->source;
  next.created_at = clock_->now();
  const flow::ParseResult parsed = parse(next.source, "");
  if (const Error* error = first_error(parsed.problems)) return *error;
  if (Status status = store_->save_as_new_version(next); !status) return std::move(status).error();
  return next;
}

/// `run FILE` again after an edit: a version in development takes the new text, a closed one
/// stays as it is and a new one follows it.
Status EngineImpl::bring_up_to_date(VersionRecord& newest, const SourceDocument& source) {
  if (same_source(newest.source, source)) return {};
  newest.source = source;
  newest.created_at = clock_->now();
  if (!newest.closed) return store_->update_version(newest);
  newest.closed = false;
  ++newest.number;
  return store_->save_as_new_version(newest);
}

Result<EngineImpl::Prepared> EngineImpl::from_file(const ImportRequest& request, std::vector<flow::Problem>* problems) {
  flow::ParseResult parsed = parse(request.source, request.file);
  report(problems, parsed.problems);
  if (const Error* error = first_error(parsed.problems)) return *error;
  Prepared prepared;
  auto known = store_->find_experiments(name_for(request, parsed.spec));
  if (!known) return std::move(known).error();
  const std::string group = request.group.empty() ? parsed.spec.group : request.group;
  std::erase_if(*known, [&](const ExperimentRecord& e) { return e.owner != request.owner || e.group != group; });
  if (known->empty()) {
    auto created = create_from(request, parsed.spec);
    if (!created) return std::move(created).error();
    known->push_back(std::move(*created));
  }
  prepared.experiment = *std::max_element(known->begin(), known->end(),
                                          [](const auto& a, const auto& b) { return a.created_at < b.created_at; });
  auto newest = newest_version(prepared.experiment.id);
  if (!newest) return std::move(newest).error();
  prepared.version = std::move(*newest);
  if (Status status = bring_up_to_date(prepared.version, request.source); !status) return std::move(status).error();
  prepared.spec = std::move(parsed.spec);
  return prepared;
}

Result<EngineImpl::Prepared> EngineImpl::from_store(const std::string& experiment_id, int number,
                                                    std::vector<flow::Problem>* problems) {
  auto experiment = find_experiment(experiment_id);
  if (!experiment) return std::move(experiment).error();
  auto version = number == 0 ? newest_version(experiment->id) : store_->get_version(experiment->id, number);
  if (!version) return std::move(version).error();
  flow::ParseResult parsed = parse(version->source, "");
  report(problems, parsed.problems);
  if (const Error* error = first_error(parsed.problems)) return *error;
  return Prepared{std::move(*experiment), std::move(*version), std::move(parsed.spec)};
}

}  // namespace aiep::engine
