/// What a node type compiles to and a backend runs. Placeholders are already filled.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "core/model/experiment.h"

namespace aiep::spi {

/// Written below UPLOAD_CODE_DIR before the command starts.
struct TaskFile {
  std::string path;  ///< relative, no "..", checked by the backend
  std::string content;
  bool executable = false;
};

struct TaskSpec {
  std::string title, type;
  /// "" = the run's backend (a process); otherwise the engine-side backend that answers
  /// (`check` for data checks, `experiment` for a sub-run).
  std::string backend;
  std::string command;  ///< /bin/sh -c text; ${UPLOAD_CODE_DIR} and friends are environment variables
  std::vector<TaskFile> files;
  std::map<std::string, std::string> env;
  Resources resources;
  std::optional<Millis> timeout;
  std::string payload;  ///< JSON for non-process backends
};

std::string encode(const TaskSpec& spec);  ///< JSON
Result<TaskSpec> decode_task(const std::string& json);

}  // namespace aiep::spi
