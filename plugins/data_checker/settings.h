/// What a data_checker node asks for, whichever form it is written in.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "core/model/experiment.h"

namespace aiep::plugins {

struct CheckedObject {
  std::string text;    ///< db.tb{…}, as written
  std::string source;  ///< hivedb, maskdb or "" = by the database's name
  std::string path;    ///< where it stands, for errors: .with.objects[0]
};

struct CheckSettings {
  std::vector<CheckedObject> objects;
  std::string rung = "exists";
  Millis timeout{3'600'000};
  Millis poll{5'000};
};

/// Each adds what is wrong to `problems`; with problems the settings are incomplete.
CheckSettings settings_from_options(const Node& node, std::vector<Error>& problems);
/// jobContent's manifest with data_setting, or DSS' keys in params.configuration.runtime.
CheckSettings settings_from_wire(const Node& node, std::vector<Error>& problems);

/// hivedb or maskdb for any word that the two platforms use, "" for "", nullopt = no such source.
std::optional<std::string> source_from(const std::string& word);

}  // namespace aiep::plugins
