#include <nlohmann/json.hpp>

#include "apps/aiepd/rest/body.h"
#include "apps/aiepd/rest/encode.h"
#include "apps/aiepd/rest/handlers.h"
#include "apps/wire/error_json.h"
#include "core/base/messages/server.h"

namespace aiep::rest {
namespace {

using Json = nlohmann::ordered_json;

/// The version that `label` names, "" = the newest.
Result<VersionRecord> find_version(Context& context, const std::string& experiment_id, const std::string& label) {
  if (!label.empty()) {
    const int number = version_number(label);
    if (number == 0) return make_error(messages::kBadField, {"version", "`" + label + "` is no version, write v1"});
    return context.service.store().get_version(experiment_id, number);
  }
  auto all = context.service.store().list_versions(experiment_id);
  if (!all) return all.error();
  int newest = 0;
  for (const VersionRecord& version : *all) newest = std::max(newest, version.number);
  return context.service.store().get_version(experiment_id, newest);
}

Result<Json> versions_json(Context& context, const std::string& experiment_id) {
  auto all = context.service.store().list_versions(experiment_id);
  if (!all) return all.error();
  Json items = Json::array();
  for (const VersionRecord& version : *all) items.push_back(encode_version(version));
  return items;
}

}  // namespace

Answer validate(Context& context, const Request& request) {
  auto body = Body::parse(request.body);
  if (!body) return body.error();
  const auto source = body->source("source");
  const std::string file = body->text("file");
  if (!source) body->fail("source", "is missing");
  if (Status fine = body->finish(); !fine) return fine.error();
  const engine::Validation result = context.service.validate(*source, file);
  Json document{{"ok", result.parsed.ok()},
                {"name", result.parsed.spec.name},
                {"format", to_string(source->format)},
                {"nodes", result.parsed.spec.nodes.size()},
                {"problems", encode_problems(result.parsed.problems)}};
  return json_response(document);
}

Answer import_experiment(Context& context, const Request& request) {
  auto body = Body::parse(request.body);
  if (!body) return body.error();
  const auto source = body->source("source");
  engine::ImportRequest import;
  import.file = body->text("file");
  import.name = body->text("name");
  import.group = body->text("group");
  import.owner = request.user;
  if (!source) body->fail("source", "is missing");
  if (Status fine = body->finish(); !fine) return fine.error();
  import.source = *source;
  std::vector<flow::Problem> problems;
  auto experiment = context.service.import_experiment(import, &problems);
  if (!experiment) return problems_response(experiment.error(), problems);
  Json document = encode_experiment(*experiment);
  document["warnings"] = encode_problems(problems);
  return json_response(document, 201);
}

Answer list_experiments(Context& context, const Request&) {
  auto all = context.service.store().list_experiments();
  if (!all) return all.error();
  Json items = Json::array();
  for (const ExperimentRecord& experiment : *all) items.push_back(encode_experiment(experiment));
  return json_response(Json{{"items", std::move(items)}});
}

Answer get_experiment(Context& context, const Request& request) {
  auto experiment = context.service.find_experiment(request.segments[1]);
  if (!experiment) return experiment.error();
  auto versions = versions_json(context, experiment->id);
  if (!versions) return versions.error();
  Json document = encode_experiment(*experiment);
  document["versions"] = std::move(*versions);
  return json_response(document);
}

Answer delete_experiment(Context& context, const Request& request) {
  auto experiment = context.service.find_experiment(request.segments[1]);
  if (!experiment) return experiment.error();
  if (Status done = context.service.store().delete_experiment(experiment->id); !done) return done.error();
  return json_response(Json{{"id", experiment->id}, {"deleted", true}});
}

Answer list_versions(Context& context, const Request& request) {
  auto experiment = context.service.find_experiment(request.segments[1]);
  if (!experiment) return experiment.error();
  auto versions = versions_json(context, experiment->id);
  if (!versions) return versions.error();
  return json_response(Json{{"items", std::move(*versions)}});
}

Answer save_as(Context& context, const Request& request) {
  auto body = Body::parse(request.body);
  if (!body) return body.error();
  const auto source = body->source("source");
  if (Status fine = body->finish(); !fine) return fine.error();
  auto experiment = context.service.find_experiment(request.segments[1]);
  if (!experiment) return experiment.error();
  auto version = context.service.save_as(experiment->id, source);
  if (!version) return version.error();
  Json document{{"id", experiment->id}};
  document.update(encode_version(*version));
  return json_response(document, 201);
}

Answer export_experiment(Context& context, const Request& request) {
  auto experiment = context.service.find_experiment(request.segments[1]);
  if (!experiment) return experiment.error();
  auto version = find_version(context, experiment->id, query_text(request, "version"));
  if (!version) return version.error();
  const std::string format = query_text(request, "format");
  if (!format.empty() && format != "yaml" && format != "flowjson") {
    return make_error(messages::kBadField, {"format", "must be flowjson or yaml"});
  }
  const SourceFormat wanted = format.empty()     ? version->source.format
                              : format == "yaml" ? SourceFormat::yaml
                                                 : SourceFormat::flowjson;
  auto text = flow::export_document(version->source, wanted);
  if (!text) return text.error();
  return json_response(Json{{"id", experiment->id},
                            {"version", version_label(version->number, version->closed)},
                            {"format", to_string(wanted)},
                            {"text", *text}});
}

}  // namespace aiep::rest
