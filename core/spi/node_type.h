/// What a node does: options and their compilation to a task. Nothing about where it runs.
#pragma once

#include <functional>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "core/spi/task.h"

namespace aiep::spi {

enum class OptionType { string, text, integer, number, boolean, duration, string_list, object };
const char* to_string(OptionType type);

struct Option {
  std::string name;
  OptionType type = OptionType::string;
  bool required = false;
  std::string default_value;  ///< as shown, "" = none
  std::string description_en, description_zh;
};

/// What compile() sees: the node, with `options`, `content`, `runtime`, `env` already expanded.
struct CompileContext {
  std::string data_dir;    ///< warehouse folder of the run, "" = none
  std::string origin_dir;  ///< folder of the experiment file, "" = none
};

/// Stateless, thread-safe.
class NodeType {
 public:
  virtual ~NodeType() = default;
  virtual std::string name() const = 0;
  /// flowjson jobTypes it answers to, exact words.
  virtual std::vector<std::string> wire_types() const = 0;
  virtual std::string description(bool zh) const = 0;
  virtual std::vector<Option> options() const = 0;
  /// JSON parts of the node that hold program text: placeholders that are not ours stay
  /// untouched there (names of options or of manifest keys, e.g. source_code).
  virtual std::vector<std::string> program_text_keys() const { return {}; }
  /// All problems of the node's own options, without expanding anything; empty = fine.
  virtual std::vector<Error> check(const Node& node) const = 0;
  virtual Result<TaskSpec> compile(const Node& node, const CompileContext& context) const = 0;
};

/// Generic part of check() for the YAML form: unknown key (with suggestion), missing required key,
/// wrong type. Errors carry the path $.with.<key>.
std::vector<Error> check_options(const Node& node, std::span<const Option> options);

}  // namespace aiep::spi
