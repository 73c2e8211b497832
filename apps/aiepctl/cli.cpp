#include "apps/aiepctl/cli.h"

#include <unistd.h>

#include <cstdlib>
#include <exception>
#include <functional>
#include <map>
#include <ostream>

#include "apps/aiepctl/commands.h"
#include "core/base/messages/general.h"
#include "core/config/workspace.h"

namespace aiep::cli {
namespace {

std::string environment(const char* name) {
  const char* value = std::getenv(name);
  return value ? value : "";
}

/// The value of an option before the line is parsed: errors and help want it already.
std::string early_value(const std::vector<std::string>& arguments, const std::string& longer,
                        const std::string& shorter) {
  for (std::size_t i = 0; i < arguments.size(); ++i) {
    const std::string& word = arguments[i];
    if (word == longer || (!shorter.empty() && word == shorter))
      return i + 1 < arguments.size() ? arguments[i + 1] : "";
    if (word.starts_with(longer + "=")) return word.substr(longer.size() + 1);
    if (!shorter.empty() && word.starts_with(shorter) && word.size() > shorter.size()) {
      return word.substr(shorter.size() + (word[shorter.size()] == '=' ? 1 : 0));
    }
  }
  return "";
}

Lang choose_language(const std::string& flag) {
  std::string word = flag;
  for (const char* name : {"LC_ALL", "LC_MESSAGES", "LANG"}) {
    if (word.empty()) word = environment(name);
  }
  return word.starts_with("zh") ? Lang::zh : Lang::en;
}

Format choose_format(const std::string& word) {
  return word == "json" ? Format::json : word == "yaml" ? Format::yaml : word == "name" ? Format::name : Format::table;
}

using Command = int (*)(Session&);

const std::map<std::string, Command>& commands() {
  static const std::map<std::string, Command> all{
      {"run", &cmd_run},
      {"validate", &cmd_validate},
      {"experiments pack", &cmd_experiments_pack},
      {"experiments import", &cmd_experiments_import},
      {"experiments export", &cmd_experiments_export},
      {"experiments list", &cmd_experiments_list},
      {"experiments show", &cmd_experiments_show},
      {"experiments versions", &cmd_experiments_versions},
      {"experiments save-as", &cmd_experiments_save_as},
      {"experiments delete", &cmd_experiments_delete},
      {"runs list", &cmd_runs_list},
      {"runs show", &cmd_runs_show},
      {"runs events", &cmd_runs_events},
      {"runs logs", &cmd_runs_logs},
      {"runs stop", &cmd_runs_stop},
      {"runs rerun", &cmd_runs_rerun},
      {"runs mark", &cmd_runs_mark},
      {"runs watch", &cmd_runs_watch},
      {"orphans list", &cmd_orphans_list},
      {"orphans adopt", &cmd_orphans_adopt},
      {"orphans kill", &cmd_orphans_kill},
      {"plugins list", &cmd_plugins_list},
      {"plugins describe", &cmd_plugins_describe},
      {"dates", &cmd_dates},
      {"server start", &cmd_server_start},
      {"server stop", &cmd_server_stop},
      {"server status", &cmd_server_status},
      {"doctor", &cmd_doctor},
      {"explain", &cmd_explain},
      {"completion", &cmd_completion},
      {"version", &cmd_version},
  };
  return all;
}

int run_command(const CommandLine& line, Io& io) {
  const auto command = commands().find(line.command);
  if (command == commands().end()) {
    return report(io, make_error(messages::kInternal, {"no function for `" + line.command + "`"}));
  }
  const bool needs_workspace = line.command != "dates" && line.command != "explain" && line.command != "completion";
  auto workspace = config::resolve_workspace(line.workspace);
  if (!workspace && needs_workspace) return report(io, workspace.error());
  Session session{line, io, workspace ? *workspace : ""};
  return command->second(session);
}

}  // namespace

Outcome<Client> Session::connect(bool start) const { return Client::open({workspace, line.server, start}); }

int run_cli(const std::vector<std::string>& arguments, std::ostream& out, std::ostream& err) {
  const Lang lang = choose_language(early_value(arguments, "--lang", ""));
  Io io{out, err, choose_format(early_value(arguments, "--output", "-o")), lang, false, false, {}};
  try {
    auto line = parse_command_line(arguments, lang);
    if (!line) return report(io, line.error());
    if (!line->help.empty()) {
      out << line->help;
      return 0;
    }
    if (line->server.empty()) line->server = environment("AIEP_SERVER");
    io.format = choose_format(line->output);
    const bool terminal = ::isatty(2) != 0 && environment("TERM") != "dumb" && !environment("TERM").empty();
    io.color = terminal && !line->no_color && environment("NO_COLOR").empty();
    io.live = terminal && !io.machine();
    return run_command(*line, io);
  } catch (const std::exception& failure) {
    return report(io, make_error(messages::kInternal, {failure.what()}));
  }
}

}  // namespace aiep::cli
