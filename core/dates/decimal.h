/// Exact decimal numbers for the arithmetic of variables: as many digits as the values have.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace aiep::dates {

/// Immutable value; never rounded except by divide().
class Decimal {
 public:
  static constexpr std::size_t kMostDigits = 1000;  ///< also the largest power of ten either way

  /// `-12`, `1.50`, `.5`, `1e-7`, `+3`: what is a number, of any length.
  static bool is_number(std::string_view text);
  /// nullopt for what is no number and for more than kMostDigits.
  static std::optional<Decimal> parse(std::string_view text);

  /// Never in exponent form; a whole number has no fraction, another keeps the zeros it came with.
  std::string to_string() const;
  bool is_zero() const;

  friend Decimal operator+(const Decimal& a, const Decimal& b);
  friend Decimal operator-(const Decimal& a, const Decimal& b);
  friend Decimal operator*(const Decimal& a, const Decimal& b);
  /// 34 significant digits, half to even. `b` is not zero.
  friend Decimal divide(const Decimal& a, const Decimal& b);

 private:
  Decimal(bool negative, std::string digits, std::size_t scale);

  bool negative_;
  std::string digits_;  ///< without the point; at least one
  std::size_t scale_;   ///< how many of them stand behind the point
};

}  // namespace aiep::dates
