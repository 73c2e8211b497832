/// The contract of spi::CheckBackend: one object set, one table of right answers
/// (tests/cases/hive/verdicts.tsv), whatever the source. check_backend_suite.cpp is compiled into
/// one program per backend; each gives its harnesses.
#pragma once

#include <map>
#include <memory>
#include <string>
#include <vector>

#include "core/spi/check_backend.h"

namespace aiep::test {

/// One line of the table.
struct VerdictCase {
  std::string id;                ///< `v021`
  std::string scope;             ///< all, generations joined by commas, or the charset of the name columns
  spi::ObjectQuestion question;  ///< raw values; its rung is set by whoever asks
  std::string stored;            ///< the name it has to be looked up as, "" = none
  std::map<spi::Rung, spi::Verdict> expected;  ///< of exists, stats and files
  std::string why;
};

/// The object set in one metastore, and the backend that looks into it.
class CheckHarness {
 public:
  virtual ~CheckHarness() = default;
  virtual spi::CheckBackend& backend() = 0;
  /// Of Hive: 2.3, 3.1 or 4.0; picks the lines that apply. "" = only the lines for all.
  virtual std::string generation() const = 0;
  /// latin1 or utf8: what partition names can hold there.
  virtual std::string charset() const = 0;
  /// A rung that the backend does not decide must be refused with a reason; that is tested too.
  virtual bool decides(spi::Rung rung) const = 0;
  /// False for objects that this source cannot hold (a folder knows no views); they are not asked.
  virtual bool holds(const VerdictCase& line) const {
    (void)line;
    return true;
  }
};

/// Names of the harnesses of this program, at least one; each suite case runs on every one.
std::vector<std::string> check_harnesses();
/// Loaded once per name and program.
CheckHarness& check_harness(const std::string& name);

/// The lines that apply to a harness and that its source holds. Throws std::runtime_error.
std::vector<VerdictCase> verdict_lines(const CheckHarness& harness);

}  // namespace aiep::test
