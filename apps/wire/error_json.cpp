#include "apps/wire/error_json.h"

#include <nlohmann/json.hpp>

#include "core/base/catalogue.h"

namespace aiep::wire {
namespace {

using Json = nlohmann::ordered_json;

Json text_or_null(const std::string& text) { return text.empty() ? Json(nullptr) : Json(text); }
Json number_or_null(int number) { return number == 0 ? Json(nullptr) : Json(number); }

std::string text_of(const Json& object, const char* name) {
  const auto it = object.find(name);
  return it != object.end() && it->is_string() ? it->get<std::string>() : "";
}

int number_of(const Json& object, const char* name) {
  const auto it = object.find(name);
  return it != object.end() && it->is_number_integer() ? it->get<int>() : 0;
}

}  // namespace

Json error_json(const Error& error) {
  const KindFacts& facts = kind_facts(error.kind);
  return Json{{"code", to_string(error.code)},
              {"kind", facts.name},
              {"message", render_text(error, Lang::en)},
              {"message_zh", render_text(error, Lang::zh)},
              {"hint", render_hint(error, Lang::en)},
              {"hint_zh", render_hint(error, Lang::zh)},
              {"path", text_or_null(error.place.path)},
              {"file", text_or_null(error.place.file)},
              {"line", number_or_null(error.place.line)},
              {"column", number_or_null(error.place.column)},
              {"retryable", facts.retryable}};
}

int RemoteError::exit_code() const { return kind_facts(kind_from_name(kind)).exit_code; }

RemoteError to_remote(const Error& error) {
  return {to_string(error.code),
          kind_facts(error.kind).name,
          render_text(error, Lang::en),
          render_text(error, Lang::zh),
          render_hint(error, Lang::en),
          render_hint(error, Lang::zh),
          error.place};
}

RemoteError remote_from_json(const Json& error) {
  if (!error.is_object()) return {};
  return {text_of(error, "code"),
          text_of(error, "kind"),
          text_of(error, "message"),
          text_of(error, "message_zh"),
          text_of(error, "hint"),
          text_of(error, "hint_zh"),
          {text_of(error, "file"), number_of(error, "line"), number_of(error, "column"), text_of(error, "path")}};
}

std::string dump(const Json& value, int indent) {
  return value.dump(indent, ' ', false, Json::error_handler_t::replace);
}

}  // namespace aiep::wire
