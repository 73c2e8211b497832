#include "apps/aiep_node/run/commands.h"

#include <unistd.h>

#include <cstdio>
#include <cstdlib>
#include <memory>

#include "apps/aiep_node/run/agent.h"
#include "apps/aiep_node/run/deliver.h"
#include "apps/aiep_node/run/hosts.h"
#include "apps/aiep_node/run/options.h"
#include "apps/aiep_node/run/rest_server.h"
#include "core/base/ids.h"
#include "core/base/messages/general.h"
#include "core/config/workspace.h"

extern char** environ;

namespace aiep::agent {
namespace {

std::string environment(const char* name) {
  const char* value = std::getenv(name);
  return value != nullptr ? value : "";
}

spi::Environment whole_environment() {
  spi::Environment all;
  for (char** entry = environ; *entry != nullptr; ++entry) {
    const std::string pair = *entry;
    const std::size_t equals = pair.find('=');
    if (equals != std::string::npos) all[pair.substr(0, equals)] = pair.substr(equals + 1);
  }
  return all;
}

/// Everything that a run needs before it can speak to a server.
struct Setup {
  RunOptions options;
  std::shared_ptr<spi::Host> host;
  spi::OuterExecution execution;
  local_server::Address address;
  std::string workspace;
};

Status set_up(const std::vector<std::string>& words, Setup& setup) {
  auto options = parse_run_options(words);
  if (!options) return options.error();
  setup.options = std::move(*options);
  if (setup.options.help) return {};
  setup.host = make_host(setup.options.host);
  if (!setup.host) return make_error(messages::kOptionValueChoice, {setup.options.host, "--host", "generic, mock"});
  auto execution = setup.host->who_am_i(whole_environment(), setup.options.properties);
  if (!execution) return execution.error();
  setup.execution = std::move(*execution);
  auto workspace = config::resolve_workspace(setup.options.workspace);
  if (!workspace) return workspace.error();
  setup.workspace = *workspace;
  const std::string server = !setup.options.server.empty()     ? setup.options.server
                             : setup.options.workspace.empty() ? environment("AIEP_SERVER")
                                                               : "";
  setup.options.server = server;
  auto address = local_server::resolve_address(server, setup.workspace);
  if (!address) return address.error();
  setup.address = std::move(*address);
  return {};
}

AgentOptions agent_options(const Setup& setup) {
  const RunOptions& options = setup.options;
  AgentOptions agent;
  agent.attach = {setup.execution.identity, setup.execution.link, random_hex(16), options.on_lost,
                  options.on_retry,         options.lease,        options.run};
  // What the scheduler hands over is the run's unless the command line says otherwise.
  for (const auto& [name, value] : setup.execution.params) {
    if (name != "run_date") {
      agent.attach.run.variables.emplace(name, value);
    } else if (agent.attach.run.date.empty()) {
      agent.attach.run.date = value;
    }
  }
  agent.patience = options.patience;
  agent.page = options.page.empty() ? environment("AIEP_PAGE_URL") : options.page;
  if (agent.page.empty() && options.server.starts_with("http://")) agent.page = options.server;
  while (agent.page.ends_with('/')) agent.page.pop_back();
  agent.where = options.server.empty() ? " --workspace " + setup.workspace : " --server " + options.server;
  return agent;
}

/// Nothing was begun: says why. `host` nullptr = not known yet.
int refuse(Output& out, const Error& error, const spi::Host* host) {
  const Ending ending{"refused", {}, error.kind, to_string(error.code) + ": " + error.message()};
  const int code = host != nullptr ? exit_code_of(*host, ending) : kind_facts(error.kind).exit_code;
  out.line(out.pick("error", "错误") + ("[" + to_string(error.code) + "]: ") +
           out.safe(render_text(error, out.lang())));
  if (const std::string hint = render_hint(error, out.lang()); !hint.empty()) {
    out.line(out.pick("help: ", "提示：") + out.safe(hint));
  }
  out.line(result_line("", ending, code));
  return code;
}

/// --lang has effect before the line is parsed: its errors are told in that language.
std::string early_language(const std::vector<std::string>& words) {
  for (std::size_t i = 0; i < words.size(); ++i) {
    if (words[i] == "--lang" && i + 1 < words.size()) return words[i + 1];
    if (words[i].starts_with("--lang=")) return words[i].substr(7);
  }
  return "";
}

}  // namespace

int run_command(const std::vector<std::string>& words) {
  SignalPulse pulse;
  const Speech speech = choose_speech(early_language(words), &environment);
  Output out(speech, descriptor_sink(STDOUT_FILENO));
  Setup setup;
  if (Status ready = set_up(words, setup); !ready) return refuse(out, ready.error(), setup.host.get());
  if (setup.options.help) {
    std::fputs(run_help(speech.lang == Lang::zh), stdout);
    return 0;
  }
  const Spool spool(spool_folder(setup.options.server.empty() ? setup.workspace : "", &environment));
  start_deliverer(spool);
  const RunOptions& options = setup.options;
  RestServer server({setup.address, speech.lang, options.file, config::user_name(), pulse.stop_fd()});
  SpooledCancel cancels(spool, {options.server, setup.workspace, setup.address.token_file},
                        [&spool] { start_deliverer(spool); });
  Agent agent(agent_options(setup), {server, pulse, out, *setup.host, cancels});
  return agent.run();
}

int deliver_command(const std::vector<std::string>& words) {
  if (words.size() != 2 || words[0] != "--spool") {
    std::fputs("usage: aiep-node deliver --spool DIR\n", stderr);
    return 2;
  }
  SignalPulse pulse;
  deliver_all(Spool(words[1]), pulse, SystemClock(), &send_over_rest);
  return 0;
}

}  // namespace aiep::agent
