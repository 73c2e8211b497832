/// A cgroup v2 of its own for one task, where the machine lets us. Plain libc.
#pragma once

#include <cstdint>
#include <string>

namespace aiep::local {

struct Limits {
  std::int64_t cpu_milli = 0;     ///< 0 = none asked for
  std::int64_t memory_bytes = 0;  ///< 0 = none asked for
};

class Cgroup {
 public:
  Cgroup() = default;  ///< none
  /// Our own cgroup's folder, "" where there is no cgroup v2.
  static std::string own_folder();
  /// Makes `parent`/aiep-<key>; valid() is false when that is not allowed.
  Cgroup(const std::string& parent, const std::string& key);
  bool valid() const { return !path_.empty(); }
  const std::string& path() const { return path_; }  ///< its folder, "" = none
  /// Which limits could not be set, in words; "" = all.
  std::string set(const Limits& limits);
  /// fork() whose child begins inside. Moving a process in afterwards would cost it milliseconds,
  /// because the kernel waits for every other fork to pass.
  int fork_inside() const;
  bool had_out_of_memory_kill() const;
  /// Kills everything in it at once; false when the kernel has no cgroup.kill.
  bool kill() const;
  void remove() const;

 private:
  bool enter() const;
  bool put(const char* file, const std::string& value) const;
  std::string path_;
};

}  // namespace aiep::local
