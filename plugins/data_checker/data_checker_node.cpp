#include "plugins/data_checker/data_checker_node.h"

#include <array>
#include <nlohmann/json.hpp>

#include "core/base/messages/plugin.h"
#include "core/spi/wire.h"
#include "datachecker/object.h"
#include "plugins/data_checker/settings.h"

namespace aiep::plugins {
namespace {

using nlohmann::json;

/// What the warehouse folder can decide; other sources will climb the other rungs.
constexpr std::array kRungs{spi::Rung::exists, spi::Rung::done_flag, spi::Rung::files};

bool has_placeholder(const std::string& text) { return text.find("${") != std::string::npos; }

/// A text whose placeholders are not filled yet is judged as if each stood for one letter.
std::string with_letters(const std::string& text) {
  std::string out;
  for (std::size_t i = 0; i < text.size();) {
    const bool opens = text.compare(i, 2, "${") == 0 || text.compare(i, 2, "&{") == 0;
    const std::size_t close = opens ? text.find('}', i) : std::string::npos;
    out += close == std::string::npos ? text[i] : 'x';
    i = close == std::string::npos ? i + 1 : close + 1;
  }
  return out;
}

void judge_rung(const Node& node, const std::string& word, std::vector<Error>& problems) {
  const std::optional<spi::Rung> rung = check::rung_from(word);
  for (const spi::Rung known : kRungs) {
    if (rung == known) return;
  }
  problems.push_back(make_error(messages::kOptionValue, {node.title, "rung", word, "exists, done-flag or files"})
                         .at(spi::place_in(node, ".with.rung")));
}

CheckSettings read(const Node& node, const std::string& own_type, std::vector<Error>& problems) {
  const bool wire = spi::is_wire_form(node, own_type);
  CheckSettings settings = wire ? settings_from_wire(node, problems) : settings_from_options(node, problems);
  if (!has_placeholder(settings.rung)) judge_rung(node, settings.rung, problems);
  for (const CheckedObject& object : settings.objects) {
    auto parsed = check::parse_object(with_letters(object.text));
    if (!parsed) problems.push_back(std::move(parsed).error().at(spi::place_in(node, object.path)));
  }
  return settings;
}

}  // namespace

std::vector<std::string> DataCheckerNode::wire_types() const {
  return {"linkis.appconn.datachecker", "linkis.appconn.mlflow.datachecker"};
}

std::string DataCheckerNode::description(bool zh) const {
  return zh ? "等待 Hive 表或分区的数据到达" : "Waits until data of Hive tables or partitions is there";
}

std::vector<spi::Option> DataCheckerNode::options() const {
  using spi::OptionType;
  return {{"objects", OptionType::string_list, true, "",
           "what must be there: db.table, db.table{ds=${run_date}}, db.table{a=1/b=2}",
           "需要到达的对象：库.表、库.表{ds=${run_date}}、库.表{a=1/b=2}"},
          {"timeout", OptionType::duration, false, "1h", "how long to wait before the node fails",
           "最长等待时间，超过则节点失败"},
          {"rung", OptionType::string, false, "exists",
           "what counts as there: exists, done-flag (a _SUCCESS file) or files (a file that is not empty)",
           "怎样算到达：exists（存在）、done-flag（有 _SUCCESS 文件）或 files（有非空文件）"},
          {"poll", OptionType::duration, false, "5s", "time between two looks", "两次查看的间隔"},
          {"source", OptionType::string, false, "", "hivedb or maskdb; by the database's name when absent",
           "hivedb 或 maskdb；不填时按库名判断"}};
}

std::vector<std::string> DataCheckerNode::program_text_keys() const { return {}; }

std::vector<Error> DataCheckerNode::check(const Node& node) const {
  std::vector<Error> problems;
  if (!spi::is_wire_form(node, name())) problems = spi::check_options(node, options());
  if (problems.empty()) read(node, name(), problems);
  return problems;
}

Result<spi::TaskSpec> DataCheckerNode::compile(const Node& node, const spi::CompileContext&) const {
  if (std::vector<Error> problems = check(node); !problems.empty()) return std::move(problems.front());
  std::vector<Error> none;
  const CheckSettings settings = read(node, name(), none);
  json objects = json::array(), sources = json::array();
  for (const CheckedObject& object : settings.objects) {
    auto parsed = check::parse_object(object.text);
    if (!parsed) return std::move(parsed).error().at(spi::place_in(node, object.path));
    objects.push_back(object.text);
    sources.push_back(object.source);
  }
  spi::TaskSpec spec;
  spec.backend = "check";
  spec.timeout = settings.timeout;
  spec.payload =
      json{{"objects", objects}, {"sources", sources}, {"rung", settings.rung}, {"poll_ms", settings.poll.count()}}
          .dump(-1, ' ', false, json::error_handler_t::replace);
  return spec;
}

}  // namespace aiep::plugins
