/// The node type `hello`. Facts and options: README.md beside this file.
#pragma once

#include "core/spi/node_type.h"

namespace aiep::plugins {

class TemplateNode final : public spi::NodeType {
 public:
  std::string name() const override { return "hello"; }
  std::vector<std::string> wire_types() const override;
  std::string description(bool zh) const override;
  std::vector<spi::Option> options() const override;
  std::vector<std::string> program_text_keys() const override;
  std::vector<Error> check(const Node& node) const override;
  Result<spi::TaskSpec> compile(const Node& node, const spi::CompileContext& context) const override;
};

}  // namespace aiep::plugins
