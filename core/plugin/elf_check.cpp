#include "core/plugin/elf_check.h"

#include <elf.h>

#include <cstring>
#include <fstream>
#include <vector>

namespace aiep::plugin {
namespace {

constexpr const char* kTruncated = "the file is truncated";

constexpr unsigned native_machine() {
#if defined(__x86_64__)
  return EM_X86_64;
#elif defined(__aarch64__)
  return EM_AARCH64;
#else
  return EM_NONE;
#endif
}

bool read_at(std::ifstream& file, std::uint64_t offset, void* into, std::size_t size) {
  file.seekg(static_cast<std::streamoff>(offset));
  file.read(static_cast<char*>(into), static_cast<std::streamsize>(size));
  return file.gcount() == static_cast<std::streamsize>(size);
}

bool within(std::uint64_t offset, std::uint64_t size, std::uint64_t end) {
  return offset <= end && size <= end - offset;
}

std::string header_fault(const Elf64_Ehdr& header) {
  if (std::memcmp(header.e_ident, ELFMAG, SELFMAG) != 0) return "it is not an ELF file";
  if (header.e_ident[EI_CLASS] != ELFCLASS64 || header.e_phentsize != sizeof(Elf64_Phdr)) {
    return "it is not a 64-bit ELF file";
  }
  if (native_machine() != EM_NONE && header.e_machine != native_machine()) return "it is for another machine type";
  if (header.e_type != ET_DYN) return "it is not a shared object";
  return "";
}

}  // namespace

std::string elf_fault(const std::string& path) {
  std::ifstream file(path, std::ios::binary | std::ios::ate);
  if (!file) return "it cannot be read";
  const std::streamoff end = file.tellg();
  if (end < 0) return "it cannot be read";
  const auto size = static_cast<std::uint64_t>(end);
  Elf64_Ehdr header{};
  if (!read_at(file, 0, &header, sizeof header)) return "it is not an ELF file";
  if (std::string fault = header_fault(header); !fault.empty()) return fault;
  if (!within(header.e_shoff, std::uint64_t{header.e_shnum} * header.e_shentsize, size)) return kTruncated;
  std::vector<Elf64_Phdr> segments(header.e_phnum);
  file.clear();
  if (!read_at(file, header.e_phoff, segments.data(), segments.size() * sizeof(Elf64_Phdr))) return kTruncated;
  for (const Elf64_Phdr& segment : segments) {
    if (segment.p_type == PT_LOAD && !within(segment.p_offset, segment.p_filesz, size)) return kTruncated;
    if (segment.p_type == PT_INTERP) return "it is a program, not a plugin";
  }
  return "";
}

}  // namespace aiep::plugin
