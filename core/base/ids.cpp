#include "core/base/ids.h"

#include <sys/random.h>

#include <cstdlib>

namespace aiep {

std::string random_hex(int digits) {
  static constexpr char kDigits[] = "0123456789abcdef";
  std::string text(static_cast<std::size_t>(digits), '0');
  // getrandom() of up to 256 bytes neither fails nor returns short once the pool is ready.
  if (getrandom(text.data(), text.size(), 0) != static_cast<ssize_t>(text.size())) std::abort();
  for (char& c : text) c = kDigits[static_cast<unsigned char>(c) & 15];
  return text;
}

std::string new_experiment_id() {
  std::string id = random_hex(32);
  id[12] = '4';                         // version
  id[16] = "89ab"[(id[16] - '0') & 3];  // variant
  return id;
}

}  // namespace aiep
