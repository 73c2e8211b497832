#include "core/dates/expand.h"

#include <algorithm>

#include "core/base/catalogue.h"
#include "core/base/messages/dates.h"
#include "core/dates/decimal.h"

namespace aiep::dates {
namespace {

constexpr std::size_t kLargestResult = 64u << 20;
constexpr std::size_t kDeepest = 100;  ///< variables inside variables
constexpr std::string_view kBlanks = " \t\r\n";

std::string_view trim(std::string_view text) {
  const std::size_t from = text.find_first_not_of(kBlanks);
  if (from == std::string_view::npos) return {};
  return text.substr(from, text.find_last_not_of(kBlanks) - from + 1);
}

/// A name of a megabyte is of no use in a message.
std::string shown(const std::string& name) {
  constexpr std::size_t kMost = 80;
  if (name.size() <= kMost) return name;
  std::size_t end = kMost;
  while (end > 0 && (static_cast<unsigned char>(name[end]) & 0xC0) == 0x80) --end;
  return name.substr(0, end) + "…";
}

class Expander {
 public:
  Expander(const Scope& scope, Unknown unknown) : scope_(scope), unknown_(unknown) {}

  Result<std::string> run(std::string_view text) {
    std::string out;
    std::size_t at = 0;
    while (at < text.size()) {
      const std::size_t dollar = text.find('$', at);
      out += text.substr(at, dollar - at);
      if (dollar == std::string_view::npos) break;
      at = dollar;
      const bool escaped = text.substr(at, 3) == "$${";
      if (!escaped && text.substr(at, 2) != "${") {
        out += text[at++];
        continue;
      }
      const std::size_t open = at + (escaped ? 1 : 0);
      // The brace is looked for only up to the next opening: one pass however many stay open.
      const std::size_t inner = text.find("${", open + 2);
      const std::size_t close = text.substr(0, inner).find('}', open);
      if (close == std::string_view::npos) {
        // Not one of ours: an open brace, or a placeholder around another.
        out += "${";
        at = open + 2;
        continue;
      }
      const std::string_view whole = text.substr(open, close + 1 - open);
      if (escaped) {
        out += whole;
      } else {
        auto value = value_of(whole);
        if (!value) return value;
        out += *value;
      }
      at = close + 1;
      if (out.size() > kLargestResult)
        return make_error(messages::kExpansionTooLarge, {std::to_string(kLargestResult)});
    }
    return out;
  }

 private:
  Result<std::string> value_of(std::string_view whole) {
    const std::string name(trim(whole.substr(2, whole.size() - 3)));
    if (auto it = scope_.variables.find(name); it != scope_.variables.end()) return nested(name, it->second);
    if (scope_.task_names.contains(name)) return std::string(whole);
    auto numbered = with_number(name);
    if (!numbered) return numbered;
    const std::string& expression = *numbered;
    const Dialect other = scope_.dialect == Dialect::schedulis ? Dialect::linkis : Dialect::schedulis;
    auto date = evaluate(scope_.dates, scope_.dialect, expression);
    if (!date && date.error().kind == ErrorKind::not_found) date = evaluate(scope_.dates, other, expression);
    if (date || (date.error().kind != ErrorKind::not_found && unknown_ == Unknown::error)) return date;
    if (date.error().kind == ErrorKind::not_found) {
      auto number = calculated(name);
      if (number || unknown_ == Unknown::error || breaks_program_text(number.error())) return number;
    }
    return std::string(whole);
  }

  /// What is an error even where the rest of a program is left alone.
  static bool breaks_program_text(const Error& error) {
    return error.code == messages::kVariableCycle || error.code == messages::kVariableTooDeep ||
           error.code == messages::kExpansionTooLarge;
  }

  /// `n+1`, `n*m`: a variable, one operator, a number or another variable.
  Result<std::string> calculated(const std::string& expression) {
    const std::size_t at = expression.find_first_of("+-*/");
    if (at == std::string::npos) return unknown_name(expression);
    const char op = expression[at];
    const std::string name(trim(std::string_view(expression).substr(0, at)));
    const std::string right(trim(std::string_view(expression).substr(at + 1)));
    if (!scope_.variables.contains(name)) return unknown_name(expression);
    auto value = nested(name, scope_.variables.find(name)->second);
    if (!value) return value;
    const auto a = number(name, *value);
    if (!a && op == '+' && scope_.dialect == Dialect::linkis) return appended(*value, right);
    if (!a) return make_error(messages::kArithmeticOnText, {shown(expression), shown(name)});
    auto operand = value_or_self(right);
    if (!operand) return operand;
    const auto b = right.starts_with('-') || right.starts_with('+') ? std::nullopt : number(right, *operand);
    if (!b) return bad_operand(expression, right);
    if (op == '/' && b->is_zero()) return make_error(messages::kDivisionByZero, {shown(expression)});
    const Decimal result = op == '+' ? *a + *b : op == '-' ? *a - *b : op == '*' ? *a * *b : divide(*a, *b);
    std::string text = result.to_string();
    if (text.size() <= Decimal::kMostDigits) return text;
    return make_error(messages::kNumberTooLong, {shown(expression), std::to_string(Decimal::kMostDigits)});
  }

  /// Texts such as 007 are identifiers, as in Linkis.
  std::optional<Decimal> number(const std::string& name, const std::string& value) const {
    const std::size_t sign = value.starts_with('-') || value.starts_with('+') ? 1 : 0;
    const bool padded =
        value.size() > sign + 1 && value[sign] == '0' && value[sign + 1] >= '0' && value[sign + 1] <= '9';
    return padded || scope_.texts.contains(name) ? std::nullopt : Decimal::parse(value);
  }

  Result<std::string> value_or_self(const std::string& word) {
    const auto it = scope_.variables.find(word);
    return it == scope_.variables.end() ? Result<std::string>(word) : nested(word, it->second);
  }

  /// Linkis' plus of texts; a date may stand on the right.
  Result<std::string> appended(const std::string& value, const std::string& right) {
    auto operand = value_or_self(right);
    if (!operand) return operand;
    auto date = evaluate(scope_.dates, scope_.dialect, *operand);
    return value + (date ? *date : *operand);
  }

  Error bad_operand(const std::string& expression, const std::string& right) const {
    std::vector<std::string> known;
    for (const auto& [variable, value] : scope_.variables) {
      if (number(variable, value)) known.push_back(variable);
    }
    const std::string near = right.size() < 3 || scope_.variables.contains(right) ? "" : nearest(right, known);
    return near.empty() ? make_error(messages::kArithmeticOperand, {shown(expression), shown(right)})
                        : make_error(messages::kArithmeticOperandNear, {shown(expression), shown(right), near});
  }

  /// The value of a variable may hold placeholders itself. Each is filled once: values that repeat
  /// each other would else cost time without bound, even when nothing comes out.
  Result<std::string> nested(const std::string& name, const std::string& value) {
    if (auto it = filled_.find(name); it != filled_.end()) return it->second;
    if (std::find(path_.begin(), path_.end(), name) != path_.end()) {
      std::string cycle;
      for (const std::string& step : path_) cycle += step + " → ";
      return make_error(messages::kVariableCycle, {cycle + name});
    }
    if (path_.size() == kDeepest) return make_error(messages::kVariableTooDeep, {name, std::to_string(kDeepest)});
    path_.push_back(name);
    auto result = run(value);
    path_.pop_back();
    if (result) filled_[name] = *result;
    return result;
  }

  /// `run_date-n` with a variable n: the number is put in its place. Linkis takes 2.0 as 2.
  Result<std::string> with_number(const std::string& expression) {
    const std::size_t op = expression.find_first_of("+-");
    if (op == std::string::npos) return expression;
    const std::string name(trim(std::string_view(expression).substr(op + 1)));
    auto it = scope_.variables.find(name);
    if (it == scope_.variables.end()) return expression;
    auto number = nested(name, it->second);
    if (!number) return number;
    const std::size_t point = number->find('.');
    if (point != std::string::npos && number->find_first_not_of('0', point + 1) == std::string::npos) {
      number->resize(point);
    }
    return expression.substr(0, op + 1) + *number;
  }

  Error unknown_name(const std::string& name) const {
    std::vector<std::string> known = variable_names(scope_.dialect);
    for (const auto& [variable, value] : scope_.variables) known.push_back(variable);
    known.insert(known.end(), scope_.task_names.begin(), scope_.task_names.end());
    std::string near = nearest(name, known);
    if (near.empty()) near = nearest(trim(std::string_view(name).substr(0, name.find_first_of("+-"))), known);
    return near.empty() ? make_error(messages::kVariableUnknown, {shown(name)})
                        : make_error(messages::kVariableUnknownNear, {name, near});
  }

  const Scope& scope_;
  const Unknown unknown_;
  std::vector<std::string> path_;
  std::map<std::string, std::string> filled_;
};

}  // namespace

Result<std::string> expand(std::string_view text, const Scope& scope, Unknown unknown) {
  auto filled = Expander(scope, unknown).run(text);
  if (!filled || (unknown == Unknown::keep && scope.dialect != Dialect::linkis)) return filled;
  return expand_linkis_patterns(scope.dates, *filled);
}

}  // namespace aiep::dates
