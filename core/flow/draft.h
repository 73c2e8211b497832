/// What both readers share: fields read with their complaints, and the checks over the whole graph.
#pragma once

#include <initializer_list>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "core/flow/report.h"

namespace aiep::flow {

inline constexpr std::size_t kMaxNameCharacters = 255;
inline constexpr std::int64_t kMaxRetries = 100;

/// `after` needs `before` (positions in spec.nodes).
struct Edge {
  std::size_t before = 0, after = 0;
  Spot at;
  std::string path;
};

/// A spec being read, with the places that its checks need.
struct Draft {
  ExperimentSpec spec;
  std::vector<Spot> title_at, id_at;  ///< one per node
  std::vector<Spot> variable_at;      ///< one per variable
  std::vector<std::string> variable_paths;
  std::vector<Edge> edges;
};

/// String, number or boolean as text; anything else is reported.
std::optional<std::string> read_text(const Value& value, const std::string& path, Report& report);
/// Same for a member; absent = nullopt without a complaint.
std::optional<std::string> read_text(const Value& object, std::string_view key, const std::string& path,
                                     Report& report);
/// A name: not blank, no control characters, at most kMaxNameCharacters.
bool check_name(std::string_view name, const std::string& field, Spot at, const std::string& path, Report& report);
bool expect(const Value& value, Kind kind, const std::string& path, Report& report);
/// Members outside `allowed` are errors, with a suggestion where one is near.
void check_keys(const Value& object, std::initializer_list<std::string_view> allowed, const std::string& path,
                Report& report);

/// The near one among `candidates`; "" also for words too short or too long to be a misspelling.
std::string suggestion(std::string_view word, const std::vector<std::string>& candidates);

/// env, retries, timeout, resources of `object` into the node: the part that YAML nodes and the
/// `x-aiep` of flowjson nodes have in common.
void read_node_settings(const Value& object, const std::string& path, Node& node, Report& report);
/// Adds one global variable after checking its name, type and value.
void add_variable(const Value& item, const std::string& path, std::string_view name_key, std::string_view value_key,
                  Draft& draft, Report& report);

/// The parts of a node in DSS's shape: jobContent, params.configuration.*, resources.
class FileTable;
void read_wire_parts(const Value& object, const std::string& path, const FileTable& files, Node& node, Report& report);
/// props: array of objects (or one object), merged; the later wins.
void read_props(const Value& value, const std::string& path, ExperimentSpec& spec, Report& report);

/// Unique titles, ids and variables; edges into Node::needs; self-edges and cycles.
void finish(Draft& draft, Report& report);

/// The files that came with the document, by name.
class FileTable {
 public:
  explicit FileTable(const std::vector<AttachedFile>& files);
  const AttachedFile* find(std::string_view name) const;

 private:
  std::map<std::string_view, const AttachedFile*, std::less<>> by_name_;
};

/// Which type words were seen that we cannot run: one warning per word.
class UnknownTypes {
 public:
  void add(const std::string& type, Spot at, const std::string& path);
  void report_to(Report& report) const;

 private:
  struct Seen {
    std::size_t count = 0;
    Spot at;
    std::string path;
  };
  std::map<std::string, Seen> seen_;
};

}  // namespace aiep::flow
