/// Whether a file is a whole shared object of this machine.
#pragma once

#include <string>

namespace aiep::plugin {

/// "" or why not, in English. Reads headers only. dlopen() maps a truncated library without a word
/// and dies by SIGBUS later, so the sizes are compared first.
std::string elf_fault(const std::string& path);

}  // namespace aiep::plugin
