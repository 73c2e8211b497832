#include <array>

#include "datachecker/object.h"

namespace aiep::check {
namespace {

struct RungWord {
  spi::Rung rung;
  const char* word;
};

constexpr std::array<RungWord, 6> kWords{{{spi::Rung::exists, "exists"},
                                          {spi::Rung::stats, "stats"},
                                          {spi::Rung::done_flag, "done-flag"},
                                          {spi::Rung::files, "files"},
                                          {spi::Rung::stable, "stable"},
                                          {spi::Rung::rows, "rows"}}};

}  // namespace

std::optional<spi::Rung> rung_from(std::string_view word) {
  for (const RungWord& entry : kWords) {
    if (word == entry.word) return entry.rung;
  }
  if (word == "done_flag") return spi::Rung::done_flag;
  return std::nullopt;
}

const char* to_string(spi::Rung rung) { return kWords.at(static_cast<std::size_t>(rung)).word; }

}  // namespace aiep::check
