/// The smallest node type: `command`, with the option `run`.
#pragma once

#include <string>
#include <vector>

#include "core/spi/node_type.h"

namespace aiep::test {

class ShellType final : public spi::NodeType {
 public:
  std::string name() const override { return "command"; }
  std::vector<std::string> wire_types() const override { return {"linkis.shell.sh"}; }
  std::string description(bool) const override { return "test"; }
  std::vector<spi::Option> options() const override {
    return {{"run", spi::OptionType::text, true, "", "command", "命令"}};
  }
  std::vector<Error> check(const Node& node) const override {
    const auto declared = options();
    return spi::check_options(node, declared);
  }
  Result<spi::TaskSpec> compile(const Node& node, const spi::CompileContext&) const override {
    spi::TaskSpec spec;
    spec.command = node.options;
    return spec;
  }
};

}  // namespace aiep::test
