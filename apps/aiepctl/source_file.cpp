#include "apps/aiepctl/source_file.h"

#include <sys/stat.h>

#include <filesystem>
#include <nlohmann/json.hpp>

#include "apps/wire/base64.h"
#include "core/base/files.h"
#include "core/base/messages/general.h"
#include "core/flow/flow.h"

namespace aiep::cli {
namespace {

using Json = nlohmann::ordered_json;
constexpr std::size_t kMaxBytes = 32u << 20;

void put_bytes(Json& object, const std::string& name, const std::string& bytes) {
  if (wire::is_utf8(bytes)) {
    object[name] = bytes;
  } else {
    object[name + "_base64"] = wire::base64_encode(bytes);
  }
}

Result<std::string> read_source(const std::string& path) {
  struct stat info {};
  if (::stat(path.c_str(), &info) == 0 && S_ISDIR(info.st_mode)) {
    return make_error(messages::kFolderGiven, {path});
  }
  return read_file(path, kMaxBytes);
}

}  // namespace

Outcome<Json> load_source(Io& io, const std::string& path) {
  auto text = read_source(path);
  if (!text) return fail(text.error());
  std::error_code ignored;
  const std::filesystem::path folder = std::filesystem::absolute(path, ignored).parent_path().lexically_normal();
  Json source = Json::object();
  put_bytes(source, "text", *text);
  source["origin_dir"] = folder.string();
  std::size_t left = kMaxBytes - text->size();
  Json files = Json::array();
  for (const std::string& name : flow::referenced_files(*text)) {
    const std::filesystem::path place = folder / name;
    auto content = read_file(place.string(), left);
    if (!content && content.error().code == messages::kFileTooLarge) {
      return fail(
          make_error(messages::kFileTooLarge, {path + " with the files it refers to", std::to_string(kMaxBytes)}));
    }
    if (!content) continue;
    left -= content->size();
    Json file{{"name", name}};
    put_bytes(file, "content", *content);
    files.push_back(std::move(file));
  }
  if (!files.empty()) source["files"] = std::move(files);
  io.sources[path] = std::move(*text);
  return source;
}

}  // namespace aiep::cli
