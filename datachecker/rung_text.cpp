#include "datachecker/rung_text.h"

#include <charconv>

#include "core/base/duration.h"
#include "datachecker/object.h"

namespace aiep::check {

std::optional<RungChoice> parse_rung(std::string_view text) {
  const std::size_t colon = text.find(':');
  const std::optional<spi::Rung> rung = rung_from(text.substr(0, colon));
  if (!rung) return std::nullopt;
  const bool counts = *rung == spi::Rung::stable || *rung == spi::Rung::rows;
  if (counts != (colon != std::string_view::npos)) return std::nullopt;
  RungChoice choice{*rung, 0};
  if (!counts) return choice;
  const std::string_view number = text.substr(colon + 1);
  if (*rung == spi::Rung::stable) {
    const auto span = parse_duration(number);
    if (!span || span->count() < 1000) return std::nullopt;
    choice.argument = span->count() / 1000;
    return choice;
  }
  const auto [end, error] = std::from_chars(number.data(), number.data() + number.size(), choice.argument);
  if (error != std::errc{} || end != number.data() + number.size() || choice.argument < 1) return std::nullopt;
  return choice;
}

std::string rung_text(spi::Rung rung, std::int64_t argument) {
  const std::string word = to_string(rung);
  if (rung == spi::Rung::stable) return word + ":" + format_duration(Millis(argument * 1000));
  return rung == spi::Rung::rows ? word + ":" + std::to_string(argument) : word;
}

}  // namespace aiep::check
