/// Command lines of few options, read without a parsing library: `aiep-node` waits for hours by the
/// dozen, and `aiepd` and `aiep-audit` follow the same rules. Pure functions.
#pragma once

#include <functional>
#include <map>
#include <string>
#include <vector>

#include "core/base/clock.h"
#include "core/base/error.h"

namespace aiep {

using OptionSetter = std::function<Status(const std::string& value)>;

struct OptionTable {
  std::map<std::string, bool*> flags;          ///< the first one that is found is set, and nothing after it is read
  std::map<std::string, OptionSetter> valued;  ///< `--name VALUE` or `--name=VALUE`
  OptionSetter argument;                       ///< for a word that is no option; empty = there are none
};

/// invalid_argument names the word that is wrong and, where one is near, the option that was meant.
Status read_options(const OptionTable& table, const std::vector<std::string>& words);

/// "`value` is not a value of `option`: it takes …".
Error wrong_value(const std::string& option, const std::string& value, const std::string& takes);

/// Setters of the usual kinds. The target must outlive the table.
OptionSetter text_option(const std::string& option, std::string& target);  ///< refuses an empty value
OptionSetter number_option(const std::string& option, int least, int& target);
OptionSetter duration_option(const std::string& option, Millis least, Millis most, Millis& target);

}  // namespace aiep
