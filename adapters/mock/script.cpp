#include "adapters/mock/script.h"

#include <charconv>

#include "core/base/duration.h"
#include "core/base/messages/backend.h"

namespace aiep::mock {
namespace {

std::optional<int> number(std::string_view text) {
  int value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc{} || end != text.data() + text.size() || value < 0) return std::nullopt;
  return value;
}

bool take_number(std::string_view value, int& into) {
  const auto parsed = number(value);
  if (parsed) into = *parsed;
  return parsed.has_value();
}

bool take_time(std::string_view value, Millis& into) {
  const auto parsed = parse_duration(value);
  if (parsed) into = *parsed;
  return parsed.has_value();
}

bool apply_ending(std::string_view name, std::string_view value, Script& script) {
  if (name == "succeed" && value.empty()) return true;
  if (name == "hang" && value.empty()) return script.end = Script::End::hang, true;
  if (name == "cancelled" && value.empty()) return script.end = Script::End::cancelled, true;
  if (name == "fail") return script.end = Script::End::fail, value.empty() || take_number(value, script.exit_code);
  if (name != "signal") return false;
  script.end = Script::End::fail;
  script.signal = number(value);
  return script.signal.has_value();
}

bool apply_fault(std::string_view name, std::string_view value, Script& script) {
  if (name == "delay") return take_time(value, script.delay);
  if (name == "slow-cancel") return take_time(value, script.slow_cancel);
  if (name == "away") return take_number(value, script.away);
  if (name == "unknown-word") return take_number(value, script.unknown_word);
  if (name == "waiting") return script.waits_for_data = true, take_time(value, script.delay);
  if (!value.empty()) return false;
  if (name == "lost-reply") return script.lost_reply = true;
  if (name == "lost-request") return script.lost_request = true;
  if (name == "deaf") return script.deaf = true;
  return false;
}

}  // namespace

Result<Script> parse_script(std::string_view text) {
  Script script;
  while (!text.empty()) {
    const std::size_t comma = text.find(',');
    const std::string_view word = text.substr(0, comma);
    const std::size_t colon = word.find(':');
    const std::string_view name = word.substr(0, colon);
    const std::string_view value = colon == std::string_view::npos ? std::string_view() : word.substr(colon + 1);
    if (!apply_ending(name, value, script) && !apply_fault(name, value, script)) {
      return make_error(messages::kMockScript, {std::string(word)});
    }
    text = comma == std::string_view::npos ? std::string_view() : text.substr(comma + 1);
  }
  return script;
}

}  // namespace aiep::mock
