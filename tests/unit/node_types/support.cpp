#include "tests/unit/node_types/support.h"

#include <cstdio>
#include <memory>
#include <stdexcept>

#include "core/plugin/loader.h"

namespace aiep::test {
namespace {

std::string number(const Error& error) { return to_string(error.code).substr(5); }

}  // namespace

const spi::Registry& plugins() {
  static const std::unique_ptr<const spi::Registry> all = [] {
    auto registry = std::make_unique<spi::Registry>();
    std::vector<Error> refused;
    if (!plugin::load_directory(PLUGIN_DIR, *registry, &refused)) throw std::runtime_error("no plugins");
    for (const Error& error : refused) throw std::runtime_error(error.message());
    return registry;
  }();
  return *all;
}

const spi::NodeType& type_of(const std::string& word) {
  const spi::NodeType* type = plugins().find_type(word);
  if (type == nullptr) throw std::runtime_error("no node type " + word);
  return *type;
}

Node yaml_node(const std::string& type, const std::string& options) {
  Node node;
  node.id = node.title = "n1";
  node.type = type;
  node.options = options;
  node.place.path = "$.nodes[0]";
  return node;
}

Node wire_node(const std::string& job_type, const std::string& content, const std::string& runtime) {
  Node node = yaml_node(job_type, "{}");
  node.content = content;
  node.runtime = runtime;
  return node;
}

std::string problems(const Node& node) {
  std::string out;
  for (const Error& error : type_of(node.type).check(node)) {
    if (error.message().find("{") == 0) throw std::runtime_error("an unfilled message");
    out += (out.empty() ? "" : "; ") + number(error) + " " + error.place.path;
  }
  return out;
}

spi::TaskSpec compiled(const Node& node) {
  auto spec = type_of(node.type).compile(node, {});
  if (!spec) throw std::runtime_error("does not compile: " + spec.error().message());
  return *spec;
}

std::string refusal(const Node& node) {
  auto spec = type_of(node.type).compile(node, {});
  return spec ? "compiled" : number(spec.error());
}

}  // namespace aiep::test
