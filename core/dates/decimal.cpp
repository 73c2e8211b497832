#include "core/dates/decimal.h"

#include <algorithm>
#include <charconv>

namespace aiep::dates {
namespace {

constexpr std::size_t kQuotientDigits = 34;

// Whole numbers without sign, as digits.

std::string trimmed(std::string digits) {
  const std::size_t first = digits.find_first_not_of('0');
  return first == std::string::npos ? "0" : digits.substr(first);
}

bool less(const std::string& a, const std::string& b) { return a.size() != b.size() ? a.size() < b.size() : a < b; }

std::string add(const std::string& a, const std::string& b) {
  std::string out;
  int carry = 0;
  for (std::size_t i = 0; i < std::max(a.size(), b.size()); ++i) {
    const int sum =
        carry + (i < a.size() ? a[a.size() - 1 - i] - '0' : 0) + (i < b.size() ? b[b.size() - 1 - i] - '0' : 0);
    out += static_cast<char>('0' + sum % 10);
    carry = sum / 10;
  }
  if (carry > 0) out += '1';
  std::reverse(out.begin(), out.end());
  return trimmed(out);
}

/// a ≥ b
std::string subtract(std::string a, const std::string& b) {
  int borrow = 0;
  for (std::size_t i = 0; i < a.size(); ++i) {
    int digit = a[a.size() - 1 - i] - '0' - borrow - (i < b.size() ? b[b.size() - 1 - i] - '0' : 0);
    borrow = digit < 0 ? 1 : 0;
    a[a.size() - 1 - i] = static_cast<char>('0' + digit + 10 * borrow);
  }
  return trimmed(a);
}

std::string multiply(const std::string& a, const std::string& b) {
  std::string out(a.size() + b.size(), '0');
  for (std::size_t i = a.size(); i-- > 0;) {
    int carry = 0;
    for (std::size_t j = b.size(); j-- > 0;) {
      const int value = (a[i] - '0') * (b[j] - '0') + (out[i + j + 1] - '0') + carry;
      out[i + j + 1] = static_cast<char>('0' + value % 10);
      carry = value / 10;
    }
    out[i] = static_cast<char>(out[i] + carry);
  }
  return trimmed(out);
}

struct Quotient {
  std::string digits, rest;
};
Quotient divide(const std::string& a, const std::string& b) {
  Quotient result{"", "0"};
  for (const char next : a) {
    result.rest = trimmed(result.rest + next);
    char digit = '0';
    while (!less(result.rest, b)) {
      result.rest = subtract(result.rest, b);
      ++digit;
    }
    result.digits += digit;
  }
  result.digits = trimmed(result.digits);
  return result;
}

struct Parts {
  bool negative = false;
  std::string_view whole, fraction, exponent;
};

std::size_t take_digits(std::string_view& text, std::string_view& digits) {
  const std::size_t count = std::min(text.find_first_not_of("0123456789"), text.size());
  digits = text.substr(0, count);
  text.remove_prefix(count);
  return count;
}

bool take(std::string_view& text, std::string_view any) {
  if (text.empty() || any.find(text.front()) == std::string_view::npos) return false;
  text.remove_prefix(1);
  return true;
}

std::optional<Parts> split(std::string_view text) {
  Parts parts;
  parts.negative = text.starts_with('-');
  take(text, "+-");
  std::size_t count = take_digits(text, parts.whole);
  if (take(text, ".")) count += take_digits(text, parts.fraction);
  if (count == 0) return std::nullopt;
  if (take(text, "eE")) {
    const bool plus = take(text, "+");
    parts.exponent = text;
    std::string_view digits;
    if (!plus) take(text, "-");
    if (take_digits(text, digits) == 0) return std::nullopt;
  }
  return text.empty() ? std::optional(parts) : std::nullopt;
}

}  // namespace

Decimal::Decimal(bool negative, std::string digits, std::size_t scale)
    : negative_(negative), digits_(trimmed(std::move(digits))), scale_(scale) {}

bool Decimal::is_number(std::string_view text) { return split(text).has_value(); }

std::optional<Decimal> Decimal::parse(std::string_view text) {
  const auto parts = split(text);
  if (!parts) return std::nullopt;
  int exponent = 0;
  const std::string_view power = parts->exponent;
  const auto fault = std::from_chars(power.data(), power.data() + power.size(), exponent).ec;
  constexpr int kMost = static_cast<int>(kMostDigits);
  std::string digits = std::string(parts->whole) + std::string(parts->fraction);
  if (fault == std::errc::result_out_of_range || exponent > kMost || exponent < -kMost) return std::nullopt;
  if (digits.size() > kMostDigits) return std::nullopt;
  const int scale = static_cast<int>(parts->fraction.size()) - exponent;
  if (scale < 0) digits.append(static_cast<std::size_t>(-scale), '0');
  return Decimal(parts->negative, std::move(digits), static_cast<std::size_t>(std::max(scale, 0)));
}

std::string Decimal::to_string() const {
  std::string whole = digits_;
  if (whole.size() <= scale_) whole.insert(0, scale_ + 1 - whole.size(), '0');
  const std::string fraction = whole.substr(whole.size() - scale_);
  whole.resize(whole.size() - scale_);
  const bool zero = is_zero();
  return (negative_ && !zero ? "-" : "") + whole +
         (fraction.find_first_not_of('0') == std::string::npos ? "" : "." + fraction);
}

bool Decimal::is_zero() const { return digits_ == "0"; }

Decimal operator+(const Decimal& a, const Decimal& b) {
  const std::size_t scale = std::max(a.scale_, b.scale_);
  const std::string x = trimmed(a.digits_ + std::string(scale - a.scale_, '0'));
  const std::string y = trimmed(b.digits_ + std::string(scale - b.scale_, '0'));
  if (a.negative_ == b.negative_) return {a.negative_, add(x, y), scale};
  return less(x, y) ? Decimal(b.negative_, subtract(y, x), scale) : Decimal(a.negative_, subtract(x, y), scale);
}

Decimal operator-(const Decimal& a, const Decimal& b) { return a + Decimal(!b.negative_, b.digits_, b.scale_); }

Decimal operator*(const Decimal& a, const Decimal& b) {
  return {a.negative_ != b.negative_, multiply(a.digits_, b.digits_), a.scale_ + b.scale_};
}

Decimal divide(const Decimal& a, const Decimal& b) {
  // Enough zeros behind the dividend that the quotient has one digit more than is kept.
  const std::size_t wanted = b.digits_.size() + kQuotientDigits + 1;
  const std::size_t zeros = std::max(wanted - std::min(wanted, a.digits_.size()), b.scale_);
  auto [digits, rest] = divide(a.digits_ + std::string(zeros, '0'), b.digits_);
  std::size_t scale = a.scale_ + zeros - b.scale_;
  if (digits.size() > kQuotientDigits) {
    const std::string cut = digits.substr(kQuotientDigits);
    digits.resize(kQuotientDigits);
    const bool beyond = rest != "0" || cut.find_first_not_of('0', 1) != std::string::npos;
    const bool odd = (digits.back() - '0') % 2 != 0;
    if (cut[0] > '5' || (cut[0] == '5' && (beyond || odd))) digits = add(digits, "1");
    if (cut.size() > scale) digits.append(cut.size() - scale, '0');
    scale -= std::min(scale, cut.size());
  }
  const std::size_t least = a.scale_ - std::min(a.scale_, b.scale_);
  while (scale > least && digits.size() > 1 && digits.back() == '0') {
    digits.pop_back();
    --scale;
  }
  return {a.negative_ != b.negative_, digits, scale};
}

}  // namespace aiep::dates
