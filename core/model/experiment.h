/// What a version says: the DAG in one form, whichever file format it came from.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "core/base/clock.h"
#include "core/base/error.h"

namespace aiep {

/// Exact units; absent means "not asked for".
struct Resources {
  std::optional<std::int64_t> cpu_milli;
  std::optional<std::int64_t> memory_bytes;
  std::int64_t gpu = 0;
};

/// A global variable. The value stays text as written (numbers too).
struct Variable {
  std::string name;
  std::string type = "string";       ///< string, number, model, processline
  std::optional<std::string> value;  ///< default; absent = must be given at run time
};

/// A file the node brings along: flowjson `resources[]`, or a YAML `source:` already read.
struct AttachedFile {
  std::string name;
  std::string content;
};

/// One vertex. JSON parts are texts so that numbers stay as written.
struct Node {
  std::string id;     ///< unique in the version
  std::string title;  ///< unique in the version; the name people use
  std::string type;   ///< as written: `python` or `linkis.appconn.mlflow.python`
  std::string description;
  std::vector<std::string> needs;  ///< ids of nodes that must come before, in file order, unique
  std::string options = "{}";      ///< JSON object: YAML `with`
  std::string content;             ///< flowjson jobContent; "" = absent
  std::string runtime = "{}", startup = "{}", special = "{}";  ///< params.configuration.*
  std::vector<AttachedFile> files;
  std::map<std::string, std::string> env;
  int retries = 0;  ///< further tries after the first
  std::optional<Millis> timeout;
  Resources resources;
  bool disabled = false;  ///< auto.disabled: skipped, its successors go on
  Place place;            ///< of the node in its file
};

struct ExperimentSpec {
  std::string name, group, description;
  std::vector<Variable> variables;           ///< unique names, file order
  std::vector<Node> nodes;                   ///< file order
  std::map<std::string, std::string> props;  ///< flowjson props, merged
};

enum class SourceFormat { flowjson, yaml };
inline const char* to_string(SourceFormat f) { return f == SourceFormat::yaml ? "yaml" : "flowjson"; }

/// The file as it came, kept whole: export gives it back unchanged.
struct SourceDocument {
  SourceFormat format = SourceFormat::flowjson;
  std::string text;
  std::string origin_dir;           ///< absolute folder of the file on this machine, "" = not from a file
  std::vector<AttachedFile> files;  ///< files that the document refers to, by the name written there
};

}  // namespace aiep
