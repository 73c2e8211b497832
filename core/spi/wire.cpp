#include "core/spi/wire.h"

#include <nlohmann/json.hpp>

#include "core/base/messages/plugin.h"

namespace aiep::spi {
namespace {

using nlohmann::json;

bool is_empty_object(const std::string& text) {
  if (text.empty() || text == "{}") return true;
  const json value = json::parse(text, nullptr, false);
  return value.is_null() || (value.is_object() && value.empty());
}

std::string_view base_name(std::string_view path) {
  const std::size_t slash = path.find_last_of("/\\");
  return slash == std::string_view::npos ? path : path.substr(slash + 1);
}

}  // namespace

bool is_wire_form(const Node& node, const std::string& own_type) {
  if (!is_empty_object(node.options)) return false;
  return node.type != own_type || !is_empty_object(node.content) || !is_empty_object(node.runtime);
}

Result<std::string> manifest_of(const Node& node) {
  if (is_empty_object(node.content)) return std::string();
  const json content = json::parse(node.content, nullptr, false);
  if (!content.is_object()) {
    return make_error(messages::kContentUnreadable, {node.title}).at(place_in(node, ".jobContent"));
  }
  for (const char* spelling : {"ManiFest", "Manifest", "manifest"}) {
    const auto found = content.find(spelling);
    if (found == content.end() || found->is_null()) continue;
    const json manifest =
        found->is_string() ? json::parse(found->get_ref<const std::string&>(), nullptr, false) : *found;
    if (manifest.is_object()) return manifest.dump(-1, ' ', false, json::error_handler_t::replace);
    const std::string key = std::string("jobContent.") + spelling;
    return make_error(messages::kOptionTypeAt, {node.title, key, "an object"}).at(place_in(node, "." + key));
  }
  return std::string();
}

Place place_in(const Node& node, const std::string& below) {
  Place place = node.place;
  place.path += below;
  return place;
}

const AttachedFile* find_file(const Node& node, const std::string& name) {
  for (const AttachedFile& file : node.files) {
    if (file.name == name) return &file;
  }
  for (const AttachedFile& file : node.files) {
    if (base_name(file.name) == base_name(name)) return &file;
  }
  return nullptr;
}

}  // namespace aiep::spi
