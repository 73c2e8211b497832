#include "core/base/account.h"

#include <pwd.h>
#include <unistd.h>

#include <array>

namespace aiep {

Account current_account() {
  std::array<char, 16'384> text{};
  passwd entry{};
  passwd* found = nullptr;
  if (::getpwuid_r(::geteuid(), &entry, text.data(), text.size(), &found) != 0 || found == nullptr) {
    return {std::to_string(::geteuid()), ""};
  }
  return {found->pw_name, found->pw_dir};
}

}  // namespace aiep
