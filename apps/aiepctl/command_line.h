/// The command line, parsed. Plain data: the parsing library stays in options.cpp.
#pragma once

#include <string>
#include <vector>

#include "core/base/catalogue.h"
#include "core/base/error.h"

namespace aiep::cli {

struct CommandLine {
  std::string command;  ///< "run", "runs list" …
  std::string help;     ///< not empty: print this and end

  std::string workspace, server, output = "table", lang;
  bool no_color = false;

  std::string target;              ///< FILE, EXPERIMENT[@vN], RUN, TYPE, CODE, shell
  std::vector<std::string> words;  ///< EXPR…
  std::vector<std::string> variables, nodes;
  std::string date, zone, dialect = "schedulis", key, backend = "local", policy = "finish-running", timeout;
  std::string name, group, format, node, reason, mark_as = "succeeded";
  std::string experiment, state, submitter, after, file;
  std::string listen, db, idle_timeout;
  int limit = 50, attempt = 0, tail = -1, after_seq = 0;
  bool detach = false, stop_on_interrupt = false, follow = false, wait = false, from_failed = false, downstream = false;
};

/// `lang` decides the words of the help. Errors: the usage codes of messages/general.h.
Result<CommandLine> parse_command_line(const std::vector<std::string>& arguments, Lang lang);

/// For completion scripts and tests.
struct CommandHelp {
  std::string path;  ///< "runs list"; "" = the program itself
  std::string description;
  std::vector<std::string> options;  ///< with dashes
  std::vector<std::string> subcommands;
};
std::vector<CommandHelp> describe_commands(Lang lang);

}  // namespace aiep::cli
