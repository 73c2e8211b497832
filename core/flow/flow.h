/// The front formats: flowjson (DSS, Prophecis) and our YAML, to and from the model.
/// Pure and thread-safe. Facts: docs/formats.md.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "core/model/experiment.h"

namespace aiep::flow {

enum class Severity { warning, error };

struct Problem {
  Severity severity = Severity::error;
  Error error;
};

struct ParseResult {
  ExperimentSpec spec;            ///< meaningful when ok()
  std::vector<Problem> problems;  ///< all of them, in order of place
  bool ok() const;                ///< no problem of severity error
};

/// YAML when the text says so (`apiVersion:` / not starting with `{`), else flowjson.
SourceFormat detect_format(std::string_view text);

/// What the parser must know of node types. `find` maps a type word (ours or a jobType) to our
/// type's name, "" = we cannot run it. `names` are for suggestions.
struct TypeDirectory {
  std::function<std::string(const std::string& type)> find;
  std::vector<std::string> names;
};

/// Parses and validates everything that does not depend on a node type's own options.
/// `file` is used in places only. Errors never stop at the first; after 500 the rest is counted.
/// A flowjson's name is that of the flow in its contextID, "" where there is none.
ParseResult parse(const SourceDocument& document, const std::string& file, const TypeDirectory& types);

/// Names of the files that the document refers to (YAML `source:`, script resources), as written.
/// Empty when it cannot be read.
std::vector<std::string> referenced_files(std::string_view text);

/// The version in the wanted format. Same format = the text as it came, byte for byte.
/// Conversions keep everything that the target can say; the rest is carried in `x-flowjson`.
Result<std::string> export_document(const SourceDocument& document, SourceFormat wanted);

}  // namespace aiep::flow
