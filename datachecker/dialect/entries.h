/// The keys of one file, each with its rule, its filled value and its report. Internal to the room.
#pragma once

#include <list>
#include <map>
#include <set>

#include "datachecker/dialect/keys.h"
#include "datachecker/dialect/read_plan.h"

namespace aiep::check {

struct Entry {
  std::string name, suffix;  ///< suffix: N of a numbered key
  const KeyRule* rule = nullptr;
  PlacedText key, value;  ///< value filled, but blanks still there
  bool filled = true;     ///< false: a variable could not be filled, reported already
  KeyReport report;

  std::string text() const;  ///< without blanks
};

class Entries {
 public:
  Entries(const PropertyFile& file, const PlanOptions& options, FileDialect dialect);

  /// Everything that is wrong with the keys as such. Errors are sorted by place at the end.
  std::vector<Error> errors;

  FileDialect dialect() const { return dialect_; }
  const PropertyFile& file() const { return file_; }
  /// The one in force, nullptr when the file has none. Numbered meanings: the one without number.
  Entry* find(Meaning meaning) { return find(meaning, ""); }
  Entry* find(Meaning meaning, const std::string& suffix);
  /// All in force of a numbered meaning: without number first, then by number, then by text.
  std::vector<Entry*> numbered(Meaning meaning);
  /// The value, or the rule's default, or "".
  std::string value(Meaning meaning);

  void honour(Meaning meaning, Words effect);
  void honour(Entry& entry, Words effect) const;
  void idle(Entry& entry, Words why) const;
  void refuse(Entry& entry, const Error& error);
  void refuse_value(Meaning meaning, const char* expected);
  /// Reports in the order of the file, then the defaults that were honoured.
  std::vector<KeyReport> reports() &&;

 private:
  void add(PlacedText key, PlacedText value);
  void split_extra_lines(Entry& lines);
  void replace_earlier();
  void fill_all(const PlanOptions& options);
  Result<PlacedText> fill(const PlacedText& value, const PlanOptions& options,
                          const std::map<std::string, std::string>& variables) const;
  void judge_unknown(Entry& entry, const std::set<std::string>& used);

  const PropertyFile& file_;
  FileDialect dialect_;
  std::list<Entry> entries_;
  std::map<std::pair<Meaning, std::string>, Entry*> in_force_;
  std::vector<KeyReport> defaults_;
};

}  // namespace aiep::check
