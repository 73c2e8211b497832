#include "core/spi/registry.h"

#include "core/base/messages/plugin.h"

namespace aiep::spi {

Status Registry::add(std::shared_ptr<const NodeType> type) {
  const std::string name = type->name();
  if (types_.contains(name) || by_wire_.contains(name)) return make_error(messages::kTypeTaken, {name});
  for (const std::string& wire : type->wire_types()) {
    if (by_wire_.contains(wire) || types_.contains(wire)) return make_error(messages::kTypeTaken, {wire});
  }
  for (const std::string& wire : type->wire_types()) by_wire_.emplace(wire, type.get());
  types_.emplace(name, std::move(type));
  return {};
}

Status Registry::add_backend(const std::string& name, std::shared_ptr<Backend> backend) {
  if (!backends_.emplace(name, std::move(backend)).second) return make_error(messages::kTypeTaken, {name});
  return {};
}

Status Registry::add_host(std::shared_ptr<Host> host) {
  const std::string system = host->system();
  if (!hosts_.emplace(system, std::move(host)).second) return make_error(messages::kTypeTaken, {system});
  return {};
}

const NodeType* Registry::find_type(const std::string& type) const {
  if (auto it = types_.find(type); it != types_.end()) return it->second.get();
  if (auto it = by_wire_.find(type); it != by_wire_.end()) return it->second;
  return nullptr;
}

std::vector<const NodeType*> Registry::types() const {
  std::vector<const NodeType*> all;
  for (const auto& [name, type] : types_) all.push_back(type.get());
  return all;
}

Backend* Registry::find_backend(const std::string& name) const {
  auto it = backends_.find(name);
  return it == backends_.end() ? nullptr : it->second.get();
}

Host* Registry::find_host(const std::string& system) const {
  auto it = hosts_.find(system);
  return it == hosts_.end() ? nullptr : it->second.get();
}

std::vector<std::string> Registry::backend_names() const {
  std::vector<std::string> names;
  for (const auto& [name, backend] : backends_) names.push_back(name);
  return names;
}

}  // namespace aiep::spi
