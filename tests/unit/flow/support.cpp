#include "tests/unit/flow/support.h"

#include <stdexcept>

namespace aiep::flow::testing {

const TypeDirectory& types() {
  static const std::map<std::string, std::string> known{{"python", "python"},
                                                        {"command", "command"},
                                                        {"data_checker", "data_checker"},
                                                        {"experiment", "experiment"},
                                                        {"linkis.appconn.mlflow.python", "python"},
                                                        {"linkis.shell.sh", "command"},
                                                        {"linkis.appconn.datachecker", "data_checker"},
                                                        {"linkis.appconn.mlflow.datachecker", "data_checker"},
                                                        {"linkis.appconn.mlss", "experiment"}};
  static const TypeDirectory directory{[](const std::string& type) {
                                         const auto it = known.find(type);
                                         return it == known.end() ? std::string() : it->second;
                                       },
                                       {"python", "command", "data_checker", "experiment"}};
  return directory;
}

ParseResult parse_json(std::string text, std::vector<AttachedFile> files) {
  return parse({SourceFormat::flowjson, std::move(text), "", std::move(files)}, "flow.json", types());
}

ParseResult parse_yaml(std::string text, std::vector<AttachedFile> files) {
  return parse({SourceFormat::yaml, std::move(text), "", std::move(files)}, "flow.yaml", types());
}

std::string lines(const ParseResult& result) {
  std::string out;
  for (const Problem& problem : result.problems) {
    const Place& place = problem.error.place;
    if (problem.severity == Severity::warning) out += "warning ";
    out += to_string(problem.error.code) + " " + std::to_string(place.line) + ":" + std::to_string(place.column) + " " +
           place.path + " " + problem.error.message() + "\n";
  }
  return out;
}

const Node& node(const ParseResult& result, std::string_view title) {
  for (const Node& candidate : result.spec.nodes) {
    if (candidate.title == title) return candidate;
  }
  throw std::out_of_range("no node " + std::string(title));
}

}  // namespace aiep::flow::testing
