#include "core/base/messages/flow.h"
#include "core/flow/convert.h"
#include "core/flow/document.h"

namespace aiep::flow {
namespace {

Error not_convertible(Report& report) {
  for (const Problem& problem : report.take()) {
    if (problem.severity == Severity::warning) continue;
    const Place& place = problem.error.place;
    return make_error(messages::kFlowNotConvertible, {std::to_string(place.line) + ":" + std::to_string(place.column) +
                                                      " " + place.path + " " + problem.error.message()})
        .at(place);
  }
  return make_error(messages::kFlowEmpty);
}

}  // namespace

Result<std::string> export_document(const SourceDocument& document, SourceFormat wanted) {
  if (document.format == wanted) return document.text;
  // Which types can run does not matter for the file's sake.
  const TypeDirectory any_type{[](const std::string& type) { return type; }, {}};
  Report report("");
  Draft draft;
  Tree tree, converted;
  read_document(document, any_type, tree, draft, report);
  if (report.has_errors()) return not_convertible(report);
  if (document.format == SourceFormat::yaml) {
    yaml_to_flowjson(*tree.root, draft.spec, converted);
    return to_pretty_json(*converted.root);
  }
  flowjson_to_yaml(*tree.root, draft.spec, converted);
  return to_yaml(*converted.root);
}

}  // namespace aiep::flow
