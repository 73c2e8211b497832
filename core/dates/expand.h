/// Filling `${name}` and `&{pattern}` in text.
#pragma once

#include <map>
#include <set>
#include <string>
#include <string_view>

#include "core/dates/context.h"

namespace aiep::dates {

struct Scope {
  DateContext dates;
  Dialect dialect = Dialect::schedulis;          ///< the other dialect's names are tried second
  std::map<std::string, std::string> variables;  ///< win over date variables of the same name
  std::set<std::string> task_names;              ///< stay as `${NAME}`: the task's environment fills them
  std::set<std::string> texts;                   ///< variables declared as other than a number: no arithmetic
};

enum class Unknown {
  error,  ///< not_found-like error with a suggestion (options, environment, objects)
  keep,   ///< program text: what is not ours stays untouched
};

/// `$${name}` gives a literal `${name}`. Values are expanded too (a cycle is an error naming its
/// path). Never yields an empty string for an unknown name. `&{…}` is filled too, but in program
/// text only for the Linkis dialect: elsewhere it may be a piece of the language.
Result<std::string> expand(std::string_view text, const Scope& scope, Unknown unknown);

}  // namespace aiep::dates
