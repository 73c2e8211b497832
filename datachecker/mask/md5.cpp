#include "datachecker/mask/md5.h"

#include <array>
#include <bit>
#include <cmath>
#include <cstdint>

namespace aiep::check {
namespace {

constexpr std::array<int, 16> kShifts{7, 12, 17, 22, 5, 9, 14, 20, 4, 11, 16, 23, 6, 10, 15, 21};

/// floor(2^32 * |sin(i + 1)|), as RFC 1321 defines them.
std::array<std::uint32_t, 64> sines() {
  std::array<std::uint32_t, 64> table{};
  for (std::size_t i = 0; i < table.size(); ++i) {
    table[i] = static_cast<std::uint32_t>(std::floor(std::fabs(std::sin(static_cast<double>(i + 1))) * 4294967296.0));
  }
  return table;
}

struct State {
  std::uint32_t a = 0x67452301, b = 0xEFCDAB89, c = 0x98BADCFE, d = 0x10325476;
};

std::uint32_t word_at(const std::string& text, std::size_t at) {
  std::uint32_t word = 0;
  for (std::size_t i = 4; i-- > 0;) word = (word << 8) | static_cast<unsigned char>(text[at + i]);
  return word;
}

void add_block(State& state, const std::string& text, std::size_t at, const std::array<std::uint32_t, 64>& table) {
  State s = state;
  for (std::size_t i = 0; i < 64; ++i) {
    const std::size_t round = i / 16;
    const std::uint32_t mixed = round == 0   ? (s.b & s.c) | (~s.b & s.d)
                                : round == 1 ? (s.d & s.b) | (~s.d & s.c)
                                : round == 2 ? s.b ^ s.c ^ s.d
                                             : s.c ^ (s.b | ~s.d);
    const std::size_t word = round == 0   ? i
                             : round == 1 ? (5 * i + 1) % 16
                             : round == 2 ? (3 * i + 5) % 16
                                          : 7 * i % 16;
    const std::uint32_t sum = s.a + mixed + table[i] + word_at(text, at + word * 4);
    s.a = s.d;
    s.d = s.c;
    s.c = s.b;
    s.b += std::rotl(sum, kShifts[round * 4 + i % 4]);
  }
  state = {state.a + s.a, state.b + s.b, state.c + s.c, state.d + s.d};
}

}  // namespace

std::string md5_hex(std::string_view text) {
  static constexpr char kHex[] = "0123456789abcdef";
  std::string padded(text);
  padded += '\x80';
  while (padded.size() % 64 != 56) padded += '\0';
  const std::uint64_t bits = static_cast<std::uint64_t>(text.size()) * 8;
  for (int i = 0; i < 8; ++i) padded += static_cast<char>(bits >> (8 * i));
  const auto table = sines();
  State state;
  for (std::size_t at = 0; at < padded.size(); at += 64) add_block(state, padded, at, table);
  std::string out;
  for (const std::uint32_t word : {state.a, state.b, state.c, state.d}) {
    for (int i = 0; i < 4; ++i) {
      const std::uint32_t byte = (word >> (8 * i)) & 0xFF;
      out += {kHex[byte >> 4], kHex[byte & 0xF]};
    }
  }
  return out;
}

}  // namespace aiep::check
