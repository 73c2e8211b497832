#include "datachecker/dialect/objects.h"

#include <algorithm>
#include <charconv>
#include <chrono>
#include <cstdio>

#include "core/base/messages/check_dialect.h"
#include "core/base/messages/checker.h"
#include "datachecker/object.h"

namespace aiep::check {
namespace {

using std::chrono::sys_days;
using std::chrono::year_month_day;

PlacedText keep(const PlacedText& value, bool quotes_too) {
  PlacedText out;
  char quote = '\0';
  for (std::size_t i = 0; i < value.text.size(); ++i) {
    const char c = value.text[i];
    const bool is_quote = c == '\'' || c == '"';
    if (is_quote && quote == '\0' && value.text.find(c, i + 1) != std::string::npos) {
      quote = c;
    } else if (c == quote) {
      quote = '\0';
    }
    if ((c == ' ' && (quote == '\0' || quotes_too)) || (is_quote && quotes_too)) continue;
    out.text += c;
    out.at.push_back(value.at[i]);
  }
  out.at.push_back(value.at.back());
  return out;
}

/// Offset of the character (from 1) that an error of the object grammar names in its second argument.
std::uint32_t offset_of(const PlacedText& value, const Error& error) {
  if (error.code == messages::kObjectTooLong || error.args.size() < 2) return value.at.front();
  std::size_t left = 0;
  std::from_chars(error.args[1].data(), error.args[1].data() + error.args[1].size(), left);
  for (std::size_t i = 0; i < value.text.size(); ++i) {
    if ((static_cast<unsigned char>(value.text[i]) & 0xC0) == 0x80) continue;
    if (--left == 0) return value.at[i];
  }
  return value.at.back();
}

/// 20240229 or 2024-02-29, and which of the two.
std::optional<year_month_day> parse_day(std::string_view text, bool& dashes) {
  dashes = text.size() == 10;
  if (text.size() != 8 && !dashes) return std::nullopt;
  if (dashes && (text[4] != '-' || text[7] != '-')) return std::nullopt;
  const auto number = [&](std::size_t from, std::size_t length) {
    int value = 0;
    for (const char c : text.substr(from, length)) {
      if (c < '0' || c > '9') return -1;
      value = value * 10 + (c - '0');
    }
    return value;
  };
  const int year = number(0, 4), month = number(dashes ? 5 : 4, 2), day = number(dashes ? 8 : 6, 2);
  if (year < 1 || month < 1 || day < 1) return std::nullopt;
  const year_month_day date{std::chrono::year(year), std::chrono::month(static_cast<unsigned>(month)),
                            std::chrono::day(static_cast<unsigned>(day))};
  return date.ok() ? std::optional(date) : std::nullopt;
}

std::string day_text(year_month_day day, bool dashes) {
  char text[24];
  std::snprintf(text, sizeof text, dashes ? "%04d-%02u-%02u" : "%04d%02u%02u", static_cast<int>(day.year()),
                static_cast<unsigned>(day.month()), static_cast<unsigned>(day.day()));
  return text;
}

year_month_day last_of_month(year_month_day day) {
  return year_month_day(day.year() / day.month() / std::chrono::last);
}

year_month_day plus(year_month_day day, const RangeStep& step) {
  if (step.months == 0) return sys_days(day) + std::chrono::days(step.days);
  const auto moved = day + std::chrono::months(step.months);
  return moved.ok() ? moved : last_of_month(moved);
}

struct Bound {
  std::string op;
  year_month_day day;
  bool dashes = false;
};

class Range {
 public:
  Range(const PropertyFile& file, const PlacedText& value, const ObjectRules& rules)
      : file_(file), value_(value), rules_(rules) {}

  Result<WrittenOut> run() {
    const std::string& text = value_.text;
    const std::size_t open = text.find('{');
    const std::size_t comma = text.find(',', open);
    if (open == std::string::npos || comma == std::string::npos || text.back() != '}') return bad_shape();
    auto table = parse_object(text.substr(0, open));
    if (!table) return std::move(table.error()).at(file_.place(offset_of(value_, table.error())));
    auto first = bound(open + 1, comma);
    if (!first) return first.error();
    auto second = bound(comma + 1, text.size() - 1);
    if (!second) return second.error();
    if (first->op[0] == second->op[0]) return bad_shape();
    if (first->dashes != second->dashes) return bad_day(comma + 1, text.substr(comma + 1, text.size() - comma - 2));
    const Bound& low = first->op[0] == '>' ? *first : *second;
    const Bound& high = first->op[0] == '>' ? *second : *first;
    const sys_days from = sys_days(low.day) + std::chrono::days(low.op == ">" ? 1 : 0);
    const sys_days to = sys_days(high.day) - std::chrono::days(high.op == "<" ? 1 : 0);
    if (from > to) return make_error(messages::kRangeBackward, {text}).at(file_.place(value_.at.front()));
    return step_through(*table, from, to, low.dashes);
  }

 private:
  Error bad_shape() const {
    return make_error(messages::kRangeShape, {value_.text}).at(file_.place(value_.at.front()));
  }
  Error bad_day(std::size_t at, const std::string& day) const {
    return make_error(messages::kRangeDates, {day}).at(file_.place(value_.at[at]));
  }

  Result<Bound> bound(std::size_t from, std::size_t to) const {
    const std::string part = value_.text.substr(from, to - from);
    const std::size_t op = part.find_first_of("<>");
    if (op == std::string::npos || (part.substr(0, op) != "ds" && part.substr(0, op) != "DS")) return bad_shape();
    Bound bound;
    bound.op = part.substr(op, op + 1 < part.size() && part[op + 1] == '=' ? 2 : 1);
    std::string day = part.substr(op + bound.op.size());
    std::erase_if(day, [](char c) { return c == '\'' || c == '"'; });
    const auto parsed = parse_day(day, bound.dashes);
    if (!parsed) return bad_day(from + op + bound.op.size(), day);
    bound.day = *parsed;
    return bound;
  }

  Result<WrittenOut> step_through(const spi::ObjectQuestion& table, year_month_day from, sys_days to,
                                  bool dashes) const {
    WrittenOut out;
    out.range = true;
    const bool month_ends = rules_.step.months > 0 && from == last_of_month(from);
    for (year_month_day day = from; sys_days(day) <= to; day = plus(day, rules_.step)) {
      const year_month_day end = last_of_month(day);
      spi::ObjectQuestion question = table;
      question.spec.emplace_back("ds", day_text(month_ends && sys_days(end) <= to ? end : day, dashes));
      out.questions.push_back(std::move(question));
      if (out.questions.size() <= kMostObjects) continue;
      return make_error(messages::kCheckTooMany, {"> " + std::to_string(kMostObjects), std::to_string(kMostObjects)})
          .at(file_.place(value_.at.front()));
    }
    return out;
  }

  const PropertyFile& file_;
  const PlacedText& value_;
  const ObjectRules& rules_;
};

bool has_comparison(const std::string& text) {
  char quote = '\0';
  for (std::size_t i = std::min(text.find('{'), text.size()); i < text.size(); ++i) {
    if (text[i] == '\'' || text[i] == '"') quote = quote == text[i] ? '\0' : quote == '\0' ? text[i] : quote;
    if (quote == '\0' && (text[i] == '<' || text[i] == '>')) {
      // `{c=<r>}` is a value; a range compares the key itself.
      return text.find('=', text.find('{')) >= i;
    }
  }
  return false;
}

void spread_hours(WrittenOut& out) {
  const spi::ObjectQuestion day = out.questions.front();
  out.questions.assign(24, day);
  out.hours = true;
  for (int hour = 0; hour < 24; ++hour) {
    const std::string text = (hour < 10 ? "0" : "") + std::to_string(hour);
    out.questions[static_cast<std::size_t>(hour)].spec.emplace_back("ph", text);
  }
}

}  // namespace

std::optional<RangeStep> parse_range_step(const std::string& text) {
  const std::size_t dash = text.find('-');
  if (dash == std::string::npos || dash == 0 || dash > 3) return std::nullopt;
  int amount = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + dash, amount);
  if (error != std::errc{} || end != text.data() + dash || amount < 1) return std::nullopt;
  std::string unit = text.substr(dash + 1);
  std::transform(unit.begin(), unit.end(), unit.begin(),
                 [](char c) { return c >= 'A' && c <= 'Z' ? char(c + 32) : c; });
  if (unit == "day" || unit == "days") return RangeStep{amount, 0};
  if (unit == "week" || unit == "weeks") return RangeStep{amount * 7, 0};
  if (unit == "month" || unit == "months") return RangeStep{0, amount};
  return std::nullopt;
}

Result<WrittenOut> write_out(const PropertyFile& file, const PlacedText& value, const ObjectRules& rules) {
  const PlacedText text = keep(value, false);
  std::string database = text.text.substr(0, text.text.find('.'));
  if (has_comparison(text.text)) {
    if (rules.dialect == FileDialect::dss) {
      return make_error(messages::kRangeDialect, {text.text}).at(file.place(text.at.front()));
    }
    auto range = Range(file, text, rules).run();
    if (range) range->database_as_written = std::move(database);
    return range;
  }
  auto question = parse_object(text.text);
  if (!question) {
    const PlacedText bare = keep(value, true);
    auto again = bare.text == text.text ? parse_object("") : parse_object(bare.text);
    if (!again) return std::move(question.error()).at(file.place(offset_of(text, question.error())));
    question = std::move(again);
  }
  WrittenOut out;
  out.database_as_written = std::move(database);
  out.questions.push_back(std::move(*question));
  if (rules.hourly && out.questions.front().spec.size() == 1) spread_hours(out);
  return out;
}

}  // namespace aiep::check
