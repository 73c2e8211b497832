/// Times parse + validate + plan of one file, best of several. Usage: plan_bench FILE [ROUNDS]
/// Prints one JSON line; times in milliseconds.
#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <iostream>
#include <sstream>

#include "core/engine/plan.h"
#include "core/flow/flow.h"

namespace {

using namespace aiep;

/// Stands for every type, so that the figure is of the core and not of one plugin.
class AnyType : public spi::NodeType {
 public:
  explicit AnyType(std::string wire) : wire_(std::move(wire)) {}
  std::string name() const override { return wire_; }
  std::vector<std::string> wire_types() const override { return {}; }
  std::string description(bool) const override { return ""; }
  std::vector<spi::Option> options() const override { return {}; }
  std::vector<Error> check(const Node&) const override { return {}; }
  Result<spi::TaskSpec> compile(const Node& node, const spi::CompileContext&) const override {
    spi::TaskSpec spec;
    spec.command = node.options + node.content;
    return spec;
  }

 private:
  std::string wire_;
};

using Milliseconds = std::chrono::duration<double, std::milli>;

double since(std::chrono::steady_clock::time_point start) {
  return Milliseconds(std::chrono::steady_clock::now() - start).count();
}

struct Times {
  double parse = 1e9, plan = 1e9, total = 1e9;
  std::size_t nodes = 0, errors = 0;
};

flow::TypeDirectory accept_every_type() {
  flow::TypeDirectory types;
  types.find = [](const std::string& type) { return type; };
  return types;
}

/// One round; the registry learns the types of the document first, outside of the clock.
void measure(const SourceDocument& document, Times& best) {
  const flow::TypeDirectory types = accept_every_type();
  const auto start = std::chrono::steady_clock::now();
  const flow::ParseResult parsed = flow::parse(document, "bench", types);
  const double parse = since(start);

  spi::Registry registry;
  for (const Node& node : parsed.spec.nodes) {
    if (registry.find_type(node.type) == nullptr) (void)registry.add(std::make_shared<AnyType>(node.type));
  }
  const auto planning = std::chrono::steady_clock::now();
  engine::PlanInput input;
  input.spec = &parsed.spec;
  input.registry = &registry;
  input.run.id = "0abcdef01";
  input.zone = "Asia/Shanghai";
  input.date = "20260131";
  input.document_text = document.text;
  const std::vector<Error> refused = engine::check_node_options(parsed.spec, registry);
  const engine::PlanResult planned = engine::make_plan(input);
  const double plan = since(planning);

  best.parse = std::min(best.parse, parse);
  best.plan = std::min(best.plan, plan);
  best.total = std::min(best.total, parse + plan);
  best.nodes = parsed.spec.nodes.size();
  best.errors = static_cast<std::size_t>(!parsed.ok()) + refused.size() + planned.errors.size();
}

}  // namespace

int main(int argc, char** argv) {
  if (argc < 2) {
    std::cerr << "usage: plan_bench FILE [ROUNDS]\n";
    return 2;
  }
  std::ifstream file(argv[1]);
  std::stringstream text;
  text << file.rdbuf();
  SourceDocument document;
  document.text = text.str();
  document.format = flow::detect_format(document.text);
  Times best;
  const int rounds = argc > 2 ? std::atoi(argv[2]) : 20;
  for (int round = 0; round < rounds; ++round) measure(document, best);
  std::printf(R"({"nodes": %zu, "errors": %zu, "parse_ms": %.3f, "plan_ms": %.3f, "total_ms": %.3f})"
              "\n",
              best.nodes, best.errors, best.parse, best.plan, best.total);
  return 0;
}
