/// The one catalogue of messages. Each area keeps its entries in one file
/// under core/base/messages/ and its code constants in the header beside it.
#pragma once

#include <span>
#include <string>
#include <string_view>

#include "core/base/error.h"

namespace aiep {

enum class Lang { en, zh };

/// Texts may hold {0}, {1} …, filled from Error::args. `hint` says what to do.
/// `explain` is one or more sentences for `aiepctl explain CODE`.
struct Message {
  Code code;
  ErrorKind kind;
  const char* text_en;
  const char* text_zh;
  const char* hint_en;
  const char* hint_zh;
  const char* explain_en;
  const char* explain_zh;
};

/// nullptr when the code is unknown.
const Message* find_message(Code code);
/// All entries of all areas, in order of code.
std::span<const Message* const> all_messages();

std::string render_text(const Error& error, Lang lang);
std::string render_hint(const Error& error, Lang lang);
/// Fills {0}, {1} … ; a missing argument stays visible as {n}.
std::string fill(std::string_view text, const std::vector<std::string>& args);

/// Nearest of `candidates` within edit distance 2, or "".
std::string nearest(std::string_view word, std::span<const std::string> candidates);

}  // namespace aiep
