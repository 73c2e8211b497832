/// What every command writes to, and how. Results go to `out`, everything else to `err`.
#pragma once

#include <iosfwd>
#include <map>
#include <nlohmann/json_fwd.hpp>
#include <string>
#include <string_view>

#include "apps/wire/error_json.h"
#include "core/base/catalogue.h"
#include "core/base/error.h"

namespace aiep::cli {

enum class Format { table, json, yaml, name };

struct Io {
  std::ostream& out;
  std::ostream& err;
  Format format = Format::table;
  Lang lang = Lang::en;
  bool color = false;                          ///< on err
  bool live = false;                           ///< err is a terminal on which lines may be redrawn
  std::map<std::string, std::string> sources;  ///< texts of the files sent, by the name that errors use

  bool machine() const { return format == Format::json || format == Format::yaml; }
  const char* pick(const char* en, const char* zh) const { return lang == Lang::zh ? zh : en; }
};

/// Why a command could not be carried out: one error, and all problems of a document beside it.
struct Failure {
  wire::RemoteError error;
  std::string document;                           ///< the JSON that `-o json` prints
  Failure(const Error& local);                    // NOLINT(google-explicit-constructor)
  Failure(const nlohmann::ordered_json& answer);  // NOLINT(google-explicit-constructor): {"error": …}
};

template <class T>
using Outcome = tl::expected<T, Failure>;
inline tl::unexpected<Failure> fail(const Failure& failure) { return tl::unexpected<Failure>(failure); }

/// Prints the failure in the wanted form; returns the exit code of its kind.
int report(const Io& io, const Failure& failure);

/// JSON or YAML, one document.
void print_document(const Io& io, const nlohmann::ordered_json& document);
std::string to_yaml(const nlohmann::ordered_json& document);

/// The field as text, "" when absent or null.
std::string field(const nlohmann::ordered_json& object, const char* name);

}  // namespace aiep::cli
