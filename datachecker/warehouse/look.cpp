#include "datachecker/warehouse/look.h"

#include "core/base/messages/checker.h"
#include "datachecker/object.h"

namespace aiep::check {
namespace {

using spi::ObjectAnswer;
using spi::ObjectQuestion;
using spi::Verdict;

ObjectAnswer answer(Verdict verdict, std::string evidence, std::string missing = "") {
  ObjectAnswer out;
  out.verdict = verdict;
  out.evidence = std::move(evidence);
  out.missing = std::move(missing);
  return out;
}

/// One question against one root.
class Look {
 public:
  Look(Folders& folders, const std::string& root, const ObjectQuestion& question)
      : folders_(folders), root_(root), question_(folded(question)) {}

  ObjectAnswer take() {
    ObjectAnswer found = climb();
    // Absence that was concluded from a folder that could not be read is no absence.
    if (found.verdict == Verdict::absent && !folders_.trouble().empty()) {
      found = answer(Verdict::unknown, folders_.trouble());
    }
    found.rung = to_string(question_.rung);
    return found;
  }

 private:
  ObjectAnswer absent(const std::string& why) const {
    return answer(Verdict::absent, why, to_text(question_) + " (" + why + ")");
  }

  ObjectAnswer climb() {
    std::string path = table_folder();
    if (path.empty()) return absent("no such table");
    std::string seen;  // the partition that decides
    for (const auto& [key, value] : question_.spec) {
      if (auto why_not = descend(path, key, value)) return std::move(*why_not);
    }
    for (;;) {
      const std::vector<PartitionFolder> below = folders_.partitions(path);
      if (below.empty()) break;
      const PartitionFolder& newest = newest_of(below);
      path = newest.path;
      seen += (seen.empty() ? "" : "/") + newest.key + "=" + newest.value;
    }
    return judge(path, seen);
  }

  std::string table_folder() {
    const std::string database = folders_.child(root_, question_.database + ".db");
    if (!database.empty()) {
      if (std::string table = folders_.child(database, question_.table); !table.empty()) return table;
    }
    return question_.database == "default" ? folders_.child(root_, question_.table) : "";
  }

  /// Goes one level down. Otherwise the answer why not.
  std::optional<ObjectAnswer> descend(std::string& path, const std::string& key,
                                      const std::optional<std::string>& value) {
    const std::string wanted = value.value_or(kDefaultPartition);
    const std::string expected = path + "/" + escape_path_name(key) + "=" + escape_path_name(wanted);
    if (folders_.folder(expected) == Seen::yes) {
      path = expected;
      return std::nullopt;
    }
    // The same names may be spelt otherwise on disk: keys in upper case, escapes in lower case.
    const std::vector<PartitionFolder> siblings = folders_.partitions(path);
    bool key_is_known = siblings.empty();
    for (const PartitionFolder& sibling : siblings) {
      if (sibling.key != key) continue;
      key_is_known = true;
      if (sibling.value != wanted) continue;
      path = sibling.path;
      return std::nullopt;
    }
    if (key_is_known) return absent("no such partition");
    return answer(Verdict::refused, "the table's partitions have `" + siblings.front().key +
                                        "` where the object has `" + key + "`; write the levels in the table's order");
  }

  /// Hive's default partition sorts after every date but is never the newest one.
  static const PartitionFolder& newest_of(const std::vector<PartitionFolder>& partitions) {
    const PartitionFolder* newest = &partitions.front();
    for (const PartitionFolder& partition : partitions) {
      if (newest->value == kDefaultPartition ||
          (partition.value != kDefaultPartition && partition.path > newest->path)) {
        newest = &partition;
      }
    }
    return *newest;
  }

  ObjectAnswer judge(const std::string& path, const std::string& newest) {
    const std::string where = newest.empty() ? "" : "newest partition " + newest + ", ";
    switch (question_.rung) {
      case spi::Rung::exists: return answer(Verdict::present, where + "its folder exists");
      case spi::Rung::done_flag:
        return folders_.has_done_flag(path) ? answer(Verdict::present, where + "_SUCCESS is there")
                                            : absent(where + "no _SUCCESS yet");
      case spi::Rung::files:
        return folders_.has_data(path) ? answer(Verdict::present, where + "a file with data is there")
                                       : absent(where + "no file with data yet");
      default:
        return answer(Verdict::refused,
                      make_error(messages::kCheckRung,
                                 {to_string(question_.rung), "a warehouse folder", "exists, done-flag, files"})
                          .message());
    }
  }

  Folders& folders_;
  const std::string& root_;
  const ObjectQuestion question_;
};

}  // namespace

ObjectAnswer look_below(Folders& folders, const std::string& root, const ObjectQuestion& question) {
  return Look(folders, root, question).take();
}

}  // namespace aiep::check
