/// What the name columns of a metastore can hold.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace aiep::check::metastore {

enum class Charset { latin1, utf8, utf8mb4, other };

/// MySQL's name of a character set.
Charset charset_from(std::string_view name);
const char* to_string(Charset charset);

bool is_ascii(std::string_view text);
/// Strict: no surrogates, no long forms.
bool is_utf8(std::string_view text);

/// Valid UTF-8 in the bytes of the column; nullopt = the column cannot hold it. `other` holds ASCII
/// for certain and nothing else that is known.
std::optional<std::string> encode(Charset charset, std::string_view utf8);
/// The reverse; what has no meaning becomes U+FFFD.
std::string decode(Charset charset, std::string_view bytes);

}  // namespace aiep::check::metastore
