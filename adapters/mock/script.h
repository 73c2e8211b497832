/// What a mock task does: the small language of the MOCK variable (README.md). Pure.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "core/base/clock.h"
#include "core/base/error.h"

namespace aiep::mock {

struct Script {
  enum class End { succeed, fail, cancelled, hang };
  End end = End::succeed;
  int exit_code = 1;            ///< of End::fail
  std::optional<int> signal;    ///< of End::fail, instead of a code
  Millis delay{0};              ///< before the end
  bool waits_for_data = false;  ///< shows waiting_for_data meanwhile
  bool lost_reply = false;      ///< create: made, but the answer is outcome_unknown
  bool lost_request = false;    ///< create: the first try is not made, answer outcome_unknown
  int away = 0;                 ///< the first N looks answer unavailable
  int unknown_word = 0;         ///< the first N looks answer a word nobody knows
  Millis slow_cancel{0};        ///< between a cancel and its confirmation
  bool deaf = false;            ///< a cancel is never confirmed
};

/// "" is success at once. invalid_argument names the word that is not understood.
Result<Script> parse_script(std::string_view text);

}  // namespace aiep::mock
