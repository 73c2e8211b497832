/// The texts that name table data, and how Hive spells partitions. Pure and thread-safe.
/// Facts: README.md beside this file.
#pragma once

#include <string>
#include <string_view>

#include "core/spi/check_backend.h"

namespace aiep::check {

/// `db.tb`, `db.tb{ds=20240101}`, `db.tb{a=1/b='x y'}`. Database, table and keys come back in lower
/// case, values raw (unescaped). `{}` asks for the table. Placeholders must be filled already.
/// Errors say where in the text (characters from 1) and what to write instead.
Result<spi::ObjectQuestion> parse_object(std::string_view text);

/// The canonical text: `db.tb{ds=20240101/hh=03}`, values as Hive stores them, quoted where a bare
/// value would be read otherwise. parse_object() gives the same question again.
std::string to_text(const spi::ObjectQuestion& question);

/// As a metastore looks things up: database, table and keys in lower case without blanks around
/// them, an empty value is the default partition. Values stay as they are. parse_object() gives such
/// questions already; raw ones come from elsewhere.
spi::ObjectQuestion folded(spi::ObjectQuestion question);

/// `a=1/b=x%2Fy`, what a metastore keeps as PART_NAME; "" for an empty spec.
std::string partition_name(const spi::ObjectQuestion& question);

/// One value or key as Hive stores it in a partition name.
std::string escape_path_name(std::string_view raw);
/// The reverse. `%XX` is one UTF-16 unit, so `%BB` gives U+00BB; what is no escape stays.
std::string unescape_path_name(std::string_view stored);

inline constexpr const char* kDefaultPartition = "__HIVE_DEFAULT_PARTITION__";

/// Words of the options: exists, stats, done-flag, files, stable, rows. nullopt = none of them.
std::optional<spi::Rung> rung_from(std::string_view word);
const char* to_string(spi::Rung rung);

}  // namespace aiep::check
