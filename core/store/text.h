/// Text as the database must get it.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "core/model/experiment.h"

namespace aiep::store {

bool is_utf8(std::string_view text);
/// Copies `text`; bytes that are no UTF-8 become U+FFFD.
void assign_utf8(std::string& target, std::string_view text);

/// JSON array. Contents that are no UTF-8 travel as hex, so every byte comes back.
std::string encode_files(const std::vector<AttachedFile>& files);
std::vector<AttachedFile> decode_files(const std::string& json);
std::string encode_list(const std::vector<std::string>& list);
std::vector<std::string> decode_list(const std::string& json);
std::string encode_map(const std::map<std::string, std::string>& map);
std::map<std::string, std::string> decode_map(const std::string& json);

}  // namespace aiep::store
