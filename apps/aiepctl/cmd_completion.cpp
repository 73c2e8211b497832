#include <ostream>

#include "apps/aiepctl/commands.h"

namespace aiep::cli {
namespace {

std::string joined(const std::vector<std::string>& words) {
  std::string text;
  for (const std::string& word : words) text += (text.empty() ? "" : " ") + word;
  return text;
}

/// What the words of a command line mean that come after the command itself.
std::string argument_kind(const std::string& path) {
  if (path == "run" || path == "validate" || path == "experiments import") return "file";
  if (path.starts_with("runs ") && path != "runs list") return "run";
  if (path.starts_with("experiments ") && path != "experiments list") return "experiment";
  if (path == "plugins describe") return "type";
  return "";
}

/// "pattern) words ;;" lines: command path → what may follow it.
std::string case_lines(const char* separator) {
  std::string lines;
  for (const CommandHelp& help : describe_commands(Lang::en)) {
    const std::string kind = argument_kind(help.path);
    lines += "    '" + help.path + "') words='" + joined(help.subcommands) + "'" + separator + " options='" +
             joined(help.options) + "'" + separator + " kind='" + kind + "' ;;\n";
  }
  return lines;
}

// Shared by bash and zsh (which loads it through bashcompinit): both read the same functions.
constexpr char kBash[] = R"(_aiepctl() {
  local cur path word next words options kind
  cur="${COMP_WORDS[COMP_CWORD]}"
  path=''
  for word in "${COMP_WORDS[@]:1:COMP_CWORD-1}"; do
    case "$word" in -*) continue ;; esac
    next="${path:+$path }$word"
    _aiepctl_describe "$next" && path="$next"
  done
  _aiepctl_describe "$path"
  case "$cur" in
    -*) COMPREPLY=($(compgen -W "$options" -- "$cur")); return ;;
  esac
  case "$kind" in
    file) COMPREPLY=($(compgen -f -- "$cur")); return ;;
    run) words=$(aiepctl runs list -o name 2>/dev/null) ;;
    experiment) words=$(aiepctl experiments list -o name 2>/dev/null) ;;
    type) words=$(aiepctl plugins list -o name 2>/dev/null) ;;
  esac
  COMPREPLY=($(compgen -W "$words" -- "$cur"))
}
complete -F _aiepctl aiepctl
)";

std::string bash_script() {
  return "# bash completion for aiepctl: source <(aiepctl completion bash)\n"
         "_aiepctl_describe() {\n  case \"$1\" in\n" +
         case_lines(";") + "    *) return 1 ;;\n  esac\n}\n" + kBash;
}

std::string zsh_script() {
  return "# zsh completion for aiepctl: source <(aiepctl completion zsh)\n"
         "autoload -U +X bashcompinit && bashcompinit\n" +
         bash_script();
}

std::string quoted(const std::string& text) {
  std::string out = "'";
  for (const char c : text) out += c == '\'' ? std::string("\\'") : std::string(1, c);
  return out + "'";
}

std::string fish_script() {
  std::string script =
      "# fish completion for aiepctl: aiepctl completion fish | source\n"
      "function __aiepctl_at\n"
      "  set -l words (commandline -opc | string match -v -- '-*')\n"
      "  test \"$words[2..]\" = \"$argv[1]\"\n"
      "end\n";
  for (const CommandHelp& help : describe_commands(Lang::en)) {
    const std::string where = "complete -c aiepctl -n " + quoted("__aiepctl_at \"" + help.path + "\"");
    if (!help.subcommands.empty()) script += where + " -f -a " + quoted(joined(help.subcommands)) + "\n";
    const std::string kind = argument_kind(help.path);
    const char* list = kind == "run"          ? "runs list"
                       : kind == "experiment" ? "experiments list"
                       : kind == "type"       ? "plugins list"
                                              : nullptr;
    if (list != nullptr)
      script += where + " -f -a " + quoted(std::string("(aiepctl ") + list + " -o name 2>/dev/null)") + "\n";
    for (const std::string& option : help.options) {
      if (option.starts_with("--")) script += where + " -l " + option.substr(2) + "\n";
    }
  }
  return script;
}

}  // namespace

int cmd_completion(Session& session) {
  const std::string& shell = session.line.target;
  session.io.out << (shell == "bash" ? bash_script() : shell == "zsh" ? zsh_script() : fish_script());
  return 0;
}

}  // namespace aiep::cli
