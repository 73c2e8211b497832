#include "plugins/python/compute_resources.h"

#include <algorithm>
#include <initializer_list>
#include <nlohmann/json.hpp>

#include "core/base/messages/plugin.h"
#include "core/model/quantity.h"
#include "core/spi/wire.h"

namespace aiep::plugins {
namespace {

using nlohmann::json;

constexpr std::int64_t kMostGpus = 4096;

bool is_bare_number(const std::string& text) { return text.find_first_not_of("0123456789.") == std::string::npos; }

class ResourceReader {
 public:
  ResourceReader(const Node& node, std::vector<Error>& problems) : node_(node), problems_(problems) {}

  Resources read(const json& asked) {
    Resources resources;
    if (auto [name, text] = first_of(asked, {"cpus", "cpu", "cpu_num"}); !text.empty()) {
      resources.cpu_milli = parse_cpu(text);
      if (!resources.cpu_milli || *resources.cpu_milli == 0)
        wrong(name, text, "a number of processors such as 2 or 0.5");
    }
    if (auto [name, text] = first_of(asked, {"memory"}); !text.empty()) {
      resources.memory_bytes = parse_memory(is_bare_number(text) ? text + "Gi" : text);
      if (!resources.memory_bytes || *resources.memory_bytes == 0) wrong(name, text, "an amount such as 2Gi or 512Mi");
    }
    if (auto [name, text] = first_of(asked, {"gpus", "gpu", "gpu_num"}); !text.empty()) {
      const auto thousandths = parse_cpu(text);
      resources.gpu = thousandths.value_or(-1) / 1000;
      if (!thousandths || *thousandths % 1000 != 0 || resources.gpu > kMostGpus) wrong(name, text, "a whole number");
    }
    return resources;
  }

 private:
  /// The first of the names that is there, and its value as text ("" = none is).
  static std::pair<std::string, std::string> first_of(const json& asked, std::initializer_list<const char*> names) {
    for (const char* name : names) {
      const auto found = asked.find(name);
      if (found == asked.end() || found->is_null()) continue;
      std::string text = found->is_string() ? found->get<std::string>() : found->dump();
      text.erase(std::remove(text.begin(), text.end(), ' '), text.end());
      return {name, text};
    }
    return {};
  }

  void wrong(const std::string& name, const std::string& text, const char* wanted) {
    if (text.find("${") != std::string::npos) return;
    problems_.push_back(make_error(messages::kOptionValue, {node_.title, "compute_resources." + name, text, wanted})
                            .at(spi::place_in(node_, ".jobContent.ManiFest.compute_resources")));
  }

  const Node& node_;
  std::vector<Error>& problems_;
};

}  // namespace

Resources read_compute_resources(const Node& node, const std::string& manifest, std::vector<Error>& problems) {
  const json document = json::parse(manifest, nullptr, false);
  if (!document.is_object()) return {};
  const json asked = document.value("compute_resources", json());
  if (!asked.is_object()) return {};
  const auto worker = asked.find("worker");
  return ResourceReader(node, problems).read(worker != asked.end() && worker->is_object() ? *worker : asked);
}

}  // namespace aiep::plugins
