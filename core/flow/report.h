/// Collects the problems of one document.
#pragma once

#include <string>
#include <vector>

#include "core/flow/flow.h"
#include "core/flow/tree.h"

namespace aiep::flow {

class Report {
 public:
  explicit Report(std::string file) : file_(std::move(file)) {}

  void error(Code code, std::vector<std::string> args, Spot at, std::string path);
  void warning(Code code, std::vector<std::string> args, Spot at, std::string path);
  Place place(Spot at, std::string path) const;
  bool has_errors() const { return errors_ > 0; }
  /// So many problems that suggestions are no longer worth their time.
  bool crowded() const { return problems_.size() >= 100; }
  /// In order of place; a document with thousands of faults shows the first ones and their number.
  std::vector<Problem> take();

 private:
  std::string file_;
  std::vector<Problem> problems_;
  std::size_t errors_ = 0, dropped_ = 0;
};

}  // namespace aiep::flow
