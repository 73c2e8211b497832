#include <nlohmann/json.hpp>
#include <ostream>

#include "apps/aiepctl/commands.h"
#include "apps/aiepctl/render_table.h"
#include "core/dates/context.h"

namespace aiep::cli {
namespace {

using Json = nlohmann::ordered_json;

std::string bare(const std::string& word) {
  return word.starts_with("${") && word.ends_with("}") ? word.substr(2, word.size() - 3) : word;
}

Result<std::string> value_of(const dates::DateContext& context, dates::Dialect dialect, const std::string& word) {
  if (word.find("&{") != std::string::npos) return dates::expand_linkis_patterns(context, word);
  return dates::evaluate(context, dialect, bare(word));
}

}  // namespace

int cmd_dates(Session& session) {
  const CommandLine& line = session.line;
  Io& io = session.io;
  const auto dialect = line.dialect == "linkis" ? dates::Dialect::linkis : dates::Dialect::schedulis;
  const std::optional<std::string> date = line.date.empty() ? std::nullopt : std::optional(line.date);
  auto context =
      dates::make_context(SystemClock().now(), line.zone.empty() ? dates::DateContext().zone : line.zone, date);
  if (!context) return report(io, context.error());
  const std::vector<std::string> words = line.words.empty() ? dates::variable_names(dialect) : line.words;
  Json document = Json::object();
  std::vector<Row> rows;
  for (const std::string& word : words) {
    auto value = value_of(*context, dialect, word);
    if (!value) return report(io, value.error());
    document[word] = *value;
    rows.push_back({word, *value});
  }
  if (io.machine()) {
    print_document(io, document);
  } else if (io.format == Format::name) {
    for (const Row& row : rows) io.out << row[1] << "\n";
  } else {
    io.out << table(io.lang == Lang::zh ? Row{"变量", "值"} : Row{"VARIABLE", "VALUE"}, rows);
  }
  return 0;
}

}  // namespace aiep::cli
