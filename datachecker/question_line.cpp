#include "datachecker/question_line.h"

#include <nlohmann/json.hpp>

#include "core/base/ascii.h"
#include "core/base/messages/check_dialect.h"
#include "datachecker/object.h"

namespace aiep::check {
namespace {

using nlohmann::json;

Error unreadable(const std::string& why) { return make_error(messages::kQuestionLine, {why}); }

}  // namespace

Result<spi::ObjectQuestion> parse_question_line(std::string_view line) {
  const json in = json::parse(line, nullptr, false);
  if (!in.is_object()) return unreadable("it is no JSON object");
  spi::ObjectQuestion question;
  for (const auto& [name, value] : in.items()) {
    if ((name == "db" || name == "table") && value.is_string()) {
      (name == "db" ? question.database : question.table) = value.get<std::string>();
    } else if (name == "spec" && value.is_array()) {
      for (const json& level : value) {
        if (!level.is_array() || level.size() != 2 || !level[0].is_string() ||
            !(level[1].is_string() || level[1].is_null())) {
          return unreadable("a level is [\"key\", \"value\" or null]");
        }
        std::optional<std::string> raw;
        if (level[1].is_string() && !level[1].get_ref<const std::string&>().empty()) raw = level[1].get<std::string>();
        question.spec.emplace_back(level[0].get<std::string>(), std::move(raw));
      }
    } else {
      return unreadable("`" + name + "` is not one of db, table, spec, or has another type");
    }
  }
  // The grammar says what names and lengths are possible; its canonical text carries any raw value.
  auto parsed = parse_object(to_text(question));
  if (!parsed) return parsed;
  const bool same = parsed->database == ascii_lower(question.database) &&
                    parsed->table == ascii_lower(question.table) && parsed->spec.size() == question.spec.size();
  if (!same) return unreadable("a name holds characters that no name can have");
  return parsed;
}

}  // namespace aiep::check
