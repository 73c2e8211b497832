#include "apps/aiep_node/run/options.h"

#include <map>

#include "apps/option_table/option_table.h"
#include "core/base/messages/general.h"
#include "core/model/records.h"

namespace aiep::agent {
namespace {

// What the server takes.
constexpr Millis kLeastLease{1'000}, kMostLease{15 * 60'000};
constexpr Millis kMostPatience{7 * 24 * 3'600'000};

Status set_variable(const std::string& pair, std::map<std::string, std::string>& variables) {
  const std::size_t equals = pair.find('=');
  if (equals == std::string::npos || equals == 0) return wrong_value("--var", pair, "NAME=VALUE");
  variables[pair.substr(0, equals)] = pair.substr(equals + 1);
  return {};
}

Status set_experiment(const std::string& word, WantedRun& run) {
  const std::size_t at = word.rfind('@');
  const bool versioned = at != std::string::npos && version_number(word.substr(at + 1)) > 0;
  run.experiment = versioned ? word.substr(0, at) : word;
  run.version = versioned ? word.substr(at + 1) : "";
  return {};
}

template <class Value>
Status set_word(const std::string& option, const std::string& value, Value& target, const char* takes,
                std::optional<Value> (*from)(const std::string&)) {
  const auto known = from(value);
  if (!known) return wrong_value(option, value, takes);
  target = *known;
  return {};
}

std::map<std::string, OptionSetter> setters(RunOptions& options) {
  return {
      {"--experiment", [&](const std::string& value) { return set_experiment(value, options.run); }},
      {"--file", text_option("--file", options.file)},
      {"--server", text_option("--server", options.server)},
      {"--workspace", text_option("--workspace", options.workspace)},
      {"--var", [&](const std::string& value) { return set_variable(value, options.run.variables); }},
      {"--date", text_option("--date", options.run.date)},
      {"--zone", text_option("--zone", options.run.zone)},
      {"--backend", text_option("--backend", options.run.backend)},
      {"--policy",
       [&](const std::string& value) {
         if (!failure_policy_from(value))
           return Status(wrong_value("--policy", value, "stop, finish-running, finish-possible"));
         options.run.policy = value;
         return Status{};
       }},
      {"--on-lost",
       [&](const std::string& value) {
         return set_word("--on-lost", value, options.on_lost, "cancel, keep, keep-and-adopt", &lost_policy_from);
       }},
      {"--on-retry",
       [&](const std::string& value) {
         return set_word("--on-retry", value, options.on_retry, "retry-from-failed, new-run", &retry_policy_from);
       }},
      {"--lease", duration_option("--lease", kLeastLease, kMostLease, options.lease)},
      {"--patience", duration_option("--patience", Millis{0}, kMostPatience, options.patience)},
      {"--lang",
       [&](const std::string& value) {
         if (value != "zh" && value != "en") return Status(wrong_value("--lang", value, "zh, en"));
         options.lang = value;
         return Status{};
       }},
      {"--page", text_option("--page", options.page)},
      {"--host", text_option("--host", options.host)},
      {"--properties", text_option("--properties", options.properties)},
  };
}

Status check(const RunOptions& options) {
  if (options.help) return {};
  if (options.file.empty() && options.run.experiment.empty()) {
    return make_error(messages::kArgumentMissing, {"--experiment | --file"});
  }
  if (!options.file.empty() && !options.run.experiment.empty()) {
    return make_error(messages::kOptionsExclude, {"--experiment", "--file"});
  }
  if (!options.server.empty() && !options.workspace.empty()) {
    return make_error(messages::kOptionsExclude, {"--server", "--workspace"});
  }
  return {};
}

}  // namespace

Result<RunOptions> parse_run_options(const std::vector<std::string>& words) {
  RunOptions options;
  const OptionTable table{
      .flags = {{"--help", &options.help}, {"-h", &options.help}}, .valued = setters(options), .argument = {}};
  if (Status read = read_options(table, words); !read) return read.error();
  if (Status fine = check(options); !fine) return fine.error();
  return options;
}

const char* run_help(bool zh) {
  return zh ? "用法：aiep-node run --experiment 名称|ID[@vN] | --file 文件  [选项]\n"
              "由外部调度系统（或 cron、shell）启动：运行一个实验，跟踪到结束，以其结论退出。\n\n"
              "  --server URL        服务地址：unix:/套接字 或 http://127.0.0.1:端口\n"
              "  --workspace DIR     使用该工作区的服务，没有时启动（默认 AIEP_WORKSPACE）\n"
              "  --var 名=值         变量，可重复        --date YYYYMMDD  run_date\n"
              "  --zone 时区         --backend 后端      --policy stop|finish-running|finish-possible\n"
              "  --on-lost cancel|keep|keep-and-adopt    本进程意外终止后对运行的处理\n"
              "  --on-retry retry-from-failed|new-run    后续尝试如何处理未成功的运行\n"
              "  --lease 60s         进程失联多久视为终止  --patience 15m   服务中断的最长等待\n"
              "  --page URL          平台页面地址（默认 AIEP_PAGE_URL，其次 http 服务地址）\n"
              "  --host generic|mock --properties 文件   从何处得知由谁启动\n"
              "  --lang zh|en\n\n"
              "身份取自 AIEP_OUTER_SYSTEM、_EXECUTION、_JOB（必需）与 _PROJECT、_FLOW、_ATTEMPT、_LINK。\n"
              "退出码：0 成功，1 失败，2 用法，3 未找到，5 冲突，7 未知或服务不可达，8 已取消。\n"
              "最后一行：AIEP_RESULT run=… state=… exit=… reason=\"…\"\n"
            : "usage: aiep-node run --experiment NAME|ID[@vN] | --file FILE  [options]\n"
              "Started by an outer scheduler (or cron, or a shell): runs an experiment, follows it to its end,\n"
              "and exits by its verdict.\n\n"
              "  --server URL        unix:/path/to/socket or http://127.0.0.1:PORT\n"
              "  --workspace DIR     that workspace's server, started when absent (default AIEP_WORKSPACE)\n"
              "  --var NAME=VALUE    a variable, repeatable        --date YYYYMMDD  run_date\n"
              "  --zone ZONE         --backend NAME   --policy stop|finish-running|finish-possible\n"
              "  --on-lost cancel|keep|keep-and-adopt   what becomes of the run when this process dies\n"
              "  --on-retry retry-from-failed|new-run   what a later attempt does after a run that failed\n"
              "  --lease 60s         silence that counts as death   --patience 15m   how long the server may be away\n"
              "  --page URL          base of the platform's pages (default AIEP_PAGE_URL, then an http server)\n"
              "  --host generic|mock --properties FILE  where to learn who starts us\n"
              "  --lang zh|en\n\n"
              "Who runs it: AIEP_OUTER_SYSTEM, _EXECUTION, _JOB (needed), _PROJECT, _FLOW, _ATTEMPT, _LINK.\n"
              "exit codes: 0 succeeded, 1 failed, 2 usage, 3 not found, 5 conflict, 7 unknown or unreachable, 8 "
              "cancelled\n"
              "last line: AIEP_RESULT run=... state=... exit=... reason=\"...\"\n";
}

}  // namespace aiep::agent
