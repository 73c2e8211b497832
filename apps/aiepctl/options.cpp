// The only file that knows the parsing library.
#include <CLI/CLI.hpp>
#include <optional>

#include "apps/aiepctl/command_line.h"
#include "core/base/messages/general.h"

namespace aiep::cli {
namespace {

class Parser {
 public:
  explicit Parser(Lang lang)
      : lang_(lang), app_(t("run experiments and look after them", "运行并管理实验"), "aiepctl") {
    name_parts();
    app_.set_help_flag("-h,--help", t("print this help", "显示帮助"));
    app_.require_subcommand(0, 1);
    app_.footer(
        t("examples:\n"
          "  aiepctl run examples/churn/churn.json --date 20260131\n"
          "  aiepctl runs list\n"
          "  aiepctl runs logs RUN --node train --follow\n\n"
          "exit codes: 0 ok, 1 the run failed, 2 usage or invalid file, 3 not found, 4 forbidden,\n"
          "  5 conflict, 6 quota, 7 server unreachable, 8 cancelled, 70 internal, 124 --timeout ran out,\n"
          "  130 interrupted (the run goes on)",
          "示例：\n"
          "  aiepctl run examples/churn/churn.json --date 20260131\n"
          "  aiepctl runs list\n"
          "  aiepctl runs logs RUN --node train --follow\n\n"
          "退出码：0 成功，1 运行失败，2 用法或文件错误，3 未找到，4 无权限，5 冲突，6 配额，\n"
          "  7 服务不可达，8 已取消，70 内部错误，124 --timeout 到时，130 中断（运行继续）"));
    add_globals();
    add_run();
    add_experiments();
    add_runs();
    add_orphans();
    add_rest();
  }

  CLI::App& app() { return app_; }
  CommandLine& line() { return line_; }

 private:
  const char* t(const char* en, const char* zh) const { return lang_ == Lang::zh ? zh : en; }

  /// The library's own words in the help.
  void name_parts() {
    if (lang_ != Lang::zh) return;
    for (const auto& [word, own] :
         {std::pair("Usage", "用法"), std::pair("OPTIONS", "选项"), std::pair("SUBCOMMAND", "命令"),
          std::pair("Positionals", "参数"), std::pair("REQUIRED", "必填"), std::pair("Excludes", "不可同用")}) {
      app_.get_formatter()->label(word, own);
    }
    app_.option_defaults()->group("选项");
  }

  void add_globals() {
    app_.add_option("--workspace", line_.workspace,
                    t("folder of the workspace (env AIEP_WORKSPACE)", "工作区目录（环境变量 AIEP_WORKSPACE）"))
        ->type_name("DIR");
    app_.add_option("--server", line_.server,
                    t("address of a server: unix:/path or http://127.0.0.1:PORT",
                      "服务地址：unix:/路径 或 http://127.0.0.1:端口"))
        ->type_name("URL");
    app_.add_option("-o,--output", line_.output, t("form of the result", "输出格式"))
        ->check(CLI::IsMember({"table", "json", "yaml", "name"}));
    app_.add_option("--lang", line_.lang, t("language of texts", "语言"))->check(CLI::IsMember({"zh", "en"}));
    app_.add_flag("--no-color", line_.no_color, t("no colours (also NO_COLOR)", "不使用颜色（或 NO_COLOR）"));
  }

  CLI::App* add(CLI::App* parent, const std::string& name, const std::string& description) {
    CLI::App* sub = parent->add_subcommand(name, description);
    sub->set_help_flag("-h,--help", t("print this help", "显示帮助"));
    sub->group(t("Commands", "命令"));
    sub->fallthrough();
    sub->require_subcommand(0, 1);
    return sub;
  }

  CLI::App* group(const std::string& name, const std::string& description) { return add(&app_, name, description); }

  void target(CLI::App* sub, const std::string& what, const std::string& description) {
    sub->add_option(what, line_.target, description)->required()->type_name("");
  }

  void add_follow(CLI::App* sub) {
    CLI::Option* detach = sub->add_flag("--detach", line_.detach, t("do not follow the run", "不跟随运行"));
    sub->add_flag("--stop-on-interrupt", line_.stop_on_interrupt,
                  t("Ctrl-C stops the run instead of leaving it (for CI)", "Ctrl-C 停止运行而非脱离（用于 CI）"))
        ->excludes(detach);
    sub->add_option("--timeout", line_.timeout,
                    t("follow at most this long (30s, 2h); exit 124, the run goes on",
                      "最长跟随时间（30s、2h）；退出码 124，运行继续"))
        ->type_name("D");
  }

  void add_variables(CLI::App* sub) {
    sub->add_option("--var", line_.variables, t("value of a global variable (repeatable)", "全局变量的值（可重复）"))
        ->type_name("K=V")
        ->allow_extra_args(false);
  }

  void add_run() {
    CLI::App* run = add(&app_, "run", t("run a file or a stored experiment and follow it", "运行文件或已存实验并跟随"));
    target(run, "FILE|EXPERIMENT[@vN]",
           t("experiment file, or id or name of a stored one", "实验文件，或已存实验的 id 或名称"));
    add_variables(run);
    run->add_option("--date", line_.date, t("run_date (default: yesterday)", "run_date（默认昨天）"))
        ->type_name("YYYYMMDD");
    run->add_option("--zone", line_.zone, t("time zone of the dates", "日期时区"))->type_name("Z");
    run->add_option("--key", line_.key, t("start at most one run under this key", "同一 key 最多启动一个运行"))
        ->type_name("K");
    run->add_option("--node", line_.nodes, t("only this node (repeatable)", "仅运行该节点（可重复）"))
        ->type_name("TITLE")
        ->allow_extra_args(false);
    run->add_option("--backend", line_.backend, t("where tasks run (local, mock)", "任务运行位置（local、mock）"))
        ->type_name("B");
    run->add_option(
           "--policy", line_.policy,
           t("after a failure: stop, finish-running, finish-possible", "失败后：stop、finish-running、finish-possible"))
        ->check(CLI::IsMember({"stop", "finish-running", "finish-possible"}));
    run->add_option("--name", line_.name, t("name of the experiment", "实验名称"))->type_name("N");
    run->add_option("--group", line_.group, t("group of the experiment", "项目组"))->type_name("G");
    add_follow(run);
    CLI::App* check = add(&app_, "validate", t("check a file; all problems at once", "检查文件，一次列出所有问题"));
    target(check, "FILE", t("experiment file", "实验文件"));
  }

  void add_experiments() {
    CLI::App* all = group("experiments", t("stored experiments and their versions", "已存实验及版本"));
    CLI::App* import = add(all, "import", t("store a file as an experiment", "将文件存为实验"));
    target(import, "FILE", t("experiment file", "实验文件"));
    import->add_option("--name", line_.name, t("name of the experiment", "实验名称"))->type_name("N");
    import->add_option("--group", line_.group, t("group of the experiment", "项目组"))->type_name("G");
    target(add(all, "pack", t("print a file and what it refers to as one JSON", "将文件及其引用合并输出为 JSON")),
           "FILE", t("experiment file", "实验文件"));
    CLI::App* out = add(all, "export", t("print a version as a file", "导出版本"));
    target(out, "EXPERIMENT[@vN]", t("id or name, newest version by default", "id 或名称，默认最新版本"));
    out->add_option("--format", line_.format,
                    t("flowjson or yaml (default: as imported)", "flowjson 或 yaml（默认与导入相同）"))
        ->check(CLI::IsMember({"flowjson", "yaml"}));
    add(all, "list", t("all experiments", "所有实验"));
    target(add(all, "show", t("one experiment", "查看实验")), "EXPERIMENT", t("id or name", "id 或名称"));
    target(add(all, "versions", t("versions of an experiment", "实验的版本")), "EXPERIMENT",
           t("id or name", "id 或名称"));
    CLI::App* save = add(all, "save-as", t("close the newest version and open the next", "关闭最新版本并打开下一个"));
    target(save, "EXPERIMENT", t("id or name", "id 或名称"));
    save->add_option("--file", line_.file,
                     t("content of the new version (default: as before)", "新版本内容（默认不变）"))
        ->type_name("FILE");
    target(add(all, "delete", t("delete an experiment; its finished runs stay", "删除实验，已结束的运行保留")),
           "EXPERIMENT", t("id or name", "id 或名称"));
  }

  void add_runs() {
    CLI::App* all = group("runs", t("runs: look, stop, repeat", "运行：查看、停止、重跑"));
    CLI::App* list = add(all, "list", t("runs, newest first", "运行列表，最新在前"));
    list->add_option("--experiment", line_.experiment, t("only of this experiment", "仅该实验"))->type_name("E");
    list->add_option("--state", line_.state, t("only in these states (comma between)", "仅这些状态（逗号分隔）"))
        ->type_name("S");
    list->add_option("--submitter", line_.submitter, t("only of this user", "仅该用户"))->type_name("U");
    list->add_option("--limit", line_.limit, t("at most so many", "最多数量"))->type_name("N");
    list->add_option("--after", line_.after, t("continue a list (`next` of the page before)", "续页（上一页的 next）"))
        ->type_name("X");
    run_target(add(all, "show", t("one run with its nodes", "查看运行及节点")));
    CLI::App* events = add(all, "events", t("what happened, who and why", "事件：何时、何人、为何"));
    run_target(events);
    events->add_option("--after", line_.after_seq, t("only after this number", "仅此序号之后"))->type_name("SEQ");
    CLI::App* logs = add(all, "logs", t("logs of a node, or of all", "节点日志（默认全部）"));
    run_target(logs);
    logs->add_option("--node", line_.node, t("title of the node", "节点标题"))->type_name("TITLE");
    logs->add_option("--attempt", line_.attempt, t("number of the attempt (default: newest)", "第几次尝试（默认最新）"))
        ->type_name("N");
    logs->add_option("--tail", line_.tail, t("only the last N lines", "仅最后 N 行"))->type_name("N");
    logs->add_flag("-f,--follow", line_.follow, t("go on until the node ends", "持续到节点结束"));
    CLI::App* stop = add(all, "stop", t("stop a run and everything of it", "停止运行及其全部任务"));
    run_target(stop);
    stop->add_option("--reason", line_.reason, t("why; stands in the events", "原因，记入事件"))->type_name("TEXT");
    stop->add_flag("--wait", line_.wait, t("wait until nothing of it lives", "等待直到全部结束"));
    CLI::App* again =
        add(all, "rerun", t("run again: whole, from the failed nodes, or one node", "重跑：全部、从失败处或单个节点"));
    run_target(again);
    again->add_flag("--from-failed", line_.from_failed, t("keep what succeeded", "保留已成功节点"));
    again->add_option("--node", line_.node, t("only this node", "仅该节点"))->type_name("TITLE");
    again->add_flag("--with-downstream", line_.downstream, t("and what comes after it", "及其下游"));
    add_variables(again);
    add_follow(again);
    CLI::App* mark = add(all, "mark", t("say by hand that a node is done", "手工标记节点"));
    run_target(mark);
    mark->add_option("--node", line_.node, t("title of the node", "节点标题"))->type_name("TITLE")->required();
    mark->add_option("--as", line_.mark_as, t("succeeded or skipped", "succeeded 或 skipped"))
        ->check(CLI::IsMember({"succeeded", "skipped"}));
    mark->add_option("--reason", line_.reason, t("why; stands in the events", "原因，记入事件"))->type_name("TEXT");
    CLI::App* watch = add(all, "watch", t("follow a run", "跟随运行"));
    run_target(watch);
    watch->add_option("--timeout", line_.timeout, t("at most this long", "最长时间"))->type_name("D");
  }

  void run_target(CLI::App* sub) { target(sub, "RUN", t("id of the run", "运行 id")); }

  void add_orphans() {
    CLI::App* all = group("orphans", t("tasks that live without a run", "脱离运行仍存活的任务"));
    add(all, "list", t("what there is", "列出孤儿任务"));
    for (CLI::App* sub : {add(all, "adopt", t("watch it to its end in a run of its own", "用新的运行看护到结束")),
                          add(all, "kill", t("end it, and wait until nothing of it lives", "结束并等待其全部退出"))}) {
      target(sub, "KEY", t("key of the task, from `orphans list`", "任务键，见 orphans list"));
      sub->add_option("--reason", line_.reason, t("why; stands in the events", "原因，记入事件"))->type_name("TEXT");
    }
  }

  void add_rest() {
    CLI::App* plugins = group("plugins", t("node types", "节点类型"));
    add(plugins, "list", t("all node types", "所有节点类型"));
    target(add(plugins, "describe", t("options of a node type", "节点类型的选项")), "TYPE",
           t("name of the type", "类型名"));
    CLI::App* dates = add(&app_, "dates", t("date variables of a day", "某日的日期变量"));
    dates->add_option("--date", line_.date, t("run_date (default: yesterday)", "run_date（默认昨天）"))
        ->type_name("YYYYMMDD");
    dates->add_option("--zone", line_.zone, t("time zone", "时区"))->type_name("Z");
    dates->add_option("--dialect", line_.dialect, t("schedulis or linkis", "schedulis 或 linkis"))
        ->check(CLI::IsMember({"schedulis", "linkis"}));
    dates
        ->add_option("EXPR", line_.words,
                     t("such as run_date-7 or ${run_month_begin}", "如 run_date-7 或 ${run_month_begin}"))
        ->type_name("");
    CLI::App* server = group("server", t("the server of this workspace", "本工作区的服务"));
    CLI::App* start = add(server, "start", t("start it (commands do so by themselves)", "启动（命令会自动启动）"));
    start
        ->add_option("--listen", line_.listen,
                     t("also TCP on loopback, port 0 = any", "同时监听回环 TCP，端口 0 为任意"))
        ->type_name("127.0.0.1:PORT");
    start
        ->add_option("--db", line_.db,
                     t("store (sqlite:///path or mysql://...)", "存储（sqlite:///路径 或 mysql://...）"))
        ->type_name("URL");
    start
        ->add_option("--idle-timeout", line_.idle_timeout, t("end after this idle time (10m)", "空闲多久后退出（10m）"))
        ->type_name("D");
    add(server, "stop", t("end it; tasks go on", "停止服务，任务继续"));
    add(server, "status", t("is it there?", "查看状态"));
    add(&app_, "doctor", t("check everything that could be wrong", "全面检查"));
    target(add(&app_, "explain", t("what an error code means", "解释错误代码")), "CODE", "AIEP-NNNN");
    CLI::App* completion = add(&app_, "completion", t("script for the shell's completion", "补全脚本"));
    completion->add_option("SHELL", line_.target, "bash, zsh, fish")
        ->required()
        ->type_name("")
        ->check(CLI::IsMember({"bash", "zsh", "fish"}));
    add(&app_, "version", t("version, commit, default server", "版本、提交、默认服务"));
  }

  Lang lang_;
  CommandLine line_;
  CLI::App app_;
};

std::string path_of(const CLI::App* app) {
  std::string path;
  while (true) {
    const auto chosen = app->get_subcommands();
    if (chosen.empty()) return path;
    app = chosen.front();
    path += (path.empty() ? "" : " ") + app->get_name();
  }
}

CLI::App* deepest(CLI::App* app) {
  while (!app->get_subcommands().empty()) app = app->get_subcommands().front();
  return app;
}

std::vector<std::string> option_names(const CLI::App* app) {
  std::vector<std::string> names;
  for (const CLI::App* at = app; at != nullptr; at = at->get_parent()) {
    for (const CLI::Option* option : at->get_options()) {
      for (const std::string& name : option->get_lnames()) names.push_back("--" + name);
      for (const std::string& name : option->get_snames()) names.push_back("-" + name);
    }
  }
  return names;
}

std::vector<std::string> command_names(const CLI::App* app) {
  std::vector<std::string> names;
  for (const CLI::App* sub : app->get_subcommands([](const CLI::App*) { return true; }))
    names.push_back(sub->get_name());
  return names;
}

Error extras_error(CLI::App* app) {
  const auto extras = app->remaining(true);
  const std::string word = extras.empty() ? "" : extras.front();
  const CLI::App* where = deepest(app);
  if (word.starts_with("-")) {
    const std::string name = word.substr(0, word.find('='));
    const std::string near = nearest(name, option_names(where));
    return near.empty() ? make_error(messages::kOptionUnknown, {name})
                        : make_error(messages::kOptionUnknownNear, {name, near});
  }
  const auto commands = command_names(where);
  if (commands.empty()) return make_error(messages::kArgumentTooMany, {word});
  const std::string near = nearest(word, commands);
  return near.empty() ? make_error(messages::kCommandUnknown, {word})
                      : make_error(messages::kCommandUnknownNear, {word, near});
}

/// What stands before and behind `mark`, when it is there.
std::optional<std::pair<std::string, std::string>> split_at(const std::string& text, const std::string& mark) {
  const std::size_t at = text.find(mark);
  if (at == std::string::npos) return std::nullopt;
  return std::pair(text.substr(0, at), text.substr(at + mark.size()));
}

/// The library says what is wrong in English only, so its sentences are taken apart. One that is
/// not known comes through as it is.
Error parse_error(const CLI::ParseError& error) {
  const std::string text = error.what();
  const std::string name = error.get_name();
  const auto of_option = split_at(text, ": ");
  if (name == "RequiredError") {
    if (const auto missing = split_at(text, " is required")) {
      return make_error(messages::kArgumentMissing, {missing->first});
    }
  } else if (name == "ExcludesError") {
    if (const auto two = split_at(text, " excludes ")) {
      return make_error(messages::kOptionsExclude, {two->first, two->second});
    }
  } else if (name == "ConversionError" && of_option) {
    if (const auto value = split_at(of_option->second, " = ")) {
      return make_error(messages::kOptionValueWrong, {value->second, value->first});
    }
  } else if (name == "ArgumentMismatch" && of_option) {
    return make_error(messages::kOptionValueMissing, {of_option->first});
  } else if (name == "ValidationError" && of_option) {
    if (auto value = split_at(of_option->second, " not in {")) {
      value->second.pop_back();
      return make_error(messages::kOptionValueChoice, {value->first, of_option->first, value->second});
    }
  }
  return make_error(messages::kUsage, {text});
}

void collect(const CLI::App* app, const std::string& path, std::vector<CommandHelp>& out) {
  out.push_back({path, app->get_description(), option_names(app), command_names(app)});
  for (const CLI::App* sub : app->get_subcommands([](const CLI::App*) { return true; })) {
    collect(sub, path + (path.empty() ? "" : " ") + sub->get_name(), out);
  }
}

}  // namespace

Result<CommandLine> parse_command_line(const std::vector<std::string>& arguments, Lang lang) {
  Parser parser(lang);
  CLI::App& app = parser.app();
  std::vector<std::string> reversed(arguments.rbegin(), arguments.rend());
  try {
    app.parse(reversed);
  } catch (const CLI::CallForHelp&) {
    const std::string path = path_of(&app);  // the library adds the last name of it
    parser.line().help = deepest(&app)->help(
        path.empty() ? ""
                     : "aiepctl" + (path.find(' ') == std::string::npos ? "" : " " + path.substr(0, path.rfind(' '))));
    return parser.line();
  } catch (const CLI::ExtrasError&) {
    return extras_error(&app);
  } catch (const CLI::ParseError& error) {
    return parse_error(error);
  }
  CommandLine& line = parser.line();
  line.command = path_of(&app);
  const auto commands = command_names(deepest(&app));
  if (!commands.empty()) {
    std::string list;
    for (const std::string& name : commands) list += (list.empty() ? "" : ", ") + name;
    return make_error(messages::kCommandMissing, {"aiepctl" + (line.command.empty() ? "" : " " + line.command), list});
  }
  return line;
}

std::vector<CommandHelp> describe_commands(Lang lang) {
  Parser parser(lang);
  std::vector<CommandHelp> all;
  collect(&parser.app(), "", all);
  return all;
}

}  // namespace aiep::cli
