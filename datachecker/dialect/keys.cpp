#include "datachecker/dialect/keys.h"

namespace aiep::check {
namespace {

constexpr const char* kPoolEn = "connections are pooled by the source itself";
constexpr const char* kPoolZh = "连接由数据源自行管理";
constexpr const char* kQualityEn = "there is no quality check after arrival; prove data with aiep.rung=files";
constexpr const char* kQualityZh = "到达后不做质量检查；请用 aiep.rung=files 证明有数据";
constexpr const char* kRecordEn = "arrivals stand in the log and events, not in job_data_check_record";
constexpr const char* kRecordZh = "到达记录在日志和事件中，不写 job_data_check_record 表";
constexpr const char* kTroubleEn =
    "trouble with the source is never absence: the check goes on to its limit without counting tries";
constexpr const char* kTroubleZh = "数据源故障不算缺失：检查会持续到时限，不计重试次数";
constexpr const char* kStatementEn = "statements are chosen by the schema that is found";
constexpr const char* kStatementZh = "语句按所识别的表结构选择";
constexpr const char* kOldMaskEn = "the old table of the mask service; neither old checker reads it any more";
constexpr const char* kOldMaskZh = "脱敏服务的旧表，两种旧检查器都已不再读取";
constexpr const char* kScapeEn = "the old checkers only log it, or do not read it at all";
constexpr const char* kScapeZh = "旧检查器只记录或完全不读取它";
constexpr const char* kNameEn = "the name of the data source in the old pool";
constexpr const char* kNameZh = "旧连接池里的数据源名称";
constexpr const char* kQualityNameEn = "names of the quality rule only";
constexpr const char* kQualityNameZh = "只用于质量规则的命名";
constexpr const char* kSchedulerEn = "the scheduler's own";
constexpr const char* kSchedulerZh = "由调度系统自己读取";

constexpr KeyRule use(const char* name, Meaning meaning, const char* fallback = nullptr) {
  return {name, meaning, fallback, "", ""};
}
constexpr KeyRule idle(const char* name, const char* en, const char* zh) {
  return {name, Meaning::no_effect, nullptr, en, zh};
}

constexpr KeyRule kSchedulis[] = {
    use("data.object", Meaning::object),
    use("source.type", Meaning::source_type),
    use("wait.time", Meaning::wait, "1"),
    use("query.frequency", Meaning::poll, "5"),
    idle("time.scape", kScapeEn, kScapeZh),
    use("name.ignore.case", Meaning::ignore_case, "true"),
    use("earliest.finish.time", Meaning::earliest),
    use("earliest.finish.time.cross.day", Meaning::earliest_next_day),
    use("checker.priority", Meaning::priority, "HIGH"),
    use("hourly.secondary.partition", Meaning::hourly),
    use("range.interval", Meaning::range_step),
    use("qualitis.check", Meaning::quality_user),
    use("job.datachecker.qualitis.user.switch", Meaning::quality_default),
    use("job.datachecker.qualitis.switch", Meaning::quality_system),
    idle("job.datachecker.qualitis.type", kQualityEn, kQualityZh),
    idle("ignore.dops.check", kQualityEn, kQualityZh),
    idle("qualitis.*", kQualityEn, kQualityZh),
    idle("dops.datachecker.jdo.option.*", kQualityEn, kQualityZh),
    use("wtss.datachecker.random.wiat.enabled", Meaning::pause_on),
    use("wtss.datachecker.random.wait.base.time", Meaning::pause_base),
    idle("datachecker.sql.exception.max.retries", kTroubleEn, kTroubleZh),
    idle("datachecker.sql.exception.retry.delay.ms", kTroubleEn, kTroubleZh),
    idle("datachecker.sql.exception.keywords", kTroubleEn, kTroubleZh),
    idle("druid_connection_error_retry_attemps", kTroubleEn, kTroubleZh),
    idle("druid_time_between_connection_error_millis", kTroubleEn, kTroubleZh),
    use("datachecker.virtual_view.table.deny.switch", Meaning::deny_views, "false"),
    use("job.datachecker.jdo.option.url", Meaning::metastore_url),
    use("job.datachecker.jdo.option.username", Meaning::metastore_user),
    use("job.datachecker.jdo.option.password", Meaning::metastore_password),
    idle("job.datachecker.jdo.option.name", kNameEn, kNameZh),
    use("password.private.key", Meaning::password_key),
    idle("datachecker.record.jdo.option.*", kRecordEn, kRecordZh),
    idle("datachecker.record.switch", kRecordEn, kRecordZh),
    idle("bdp.datachecker.jdo.option.*", kOldMaskEn, kOldMaskZh),
    use("bdp.mask.url", Meaning::mask_url),
    use("bdp.mask.app.id", Meaning::mask_app),
    use("bdp.mask.app.token", Meaning::mask_token),
    idle("SQL_*", kStatementEn, kStatementZh),
    idle("datachecker.jdo.option.*", kPoolEn, kPoolZh),
    idle("datachecker.jdo.optzion.max.wait", kPoolEn, kPoolZh),
    use("aiep.rung", Meaning::rung, "exists"),
    use("aiep.match", Meaning::match),
};

constexpr KeyRule kDss[] = {
    use("check.object", Meaning::object),
    use("source.type", Meaning::source_type),
    use("job.desc", Meaning::extra_lines),
    use("max.check.hours", Meaning::wait, "1"),
    use("query.frequency", Meaning::poll, "60000"),
    use("qualitis.check", Meaning::quality_user),
    use("qualitis.check.default", Meaning::quality_default),
    use("job.eventchecker.qualitis.switch", Meaning::quality_system),
    use("hourly.secondary.partition", Meaning::hourly),
    use("deny.view.switch", Meaning::deny_views, "false"),
    idle("time.scape", kScapeEn, kScapeZh),
    use("job.datachecker.jdo.option.url", Meaning::metastore_url),
    use("job.datachecker.jdo.option.username", Meaning::metastore_user),
    use("job.datachecker.jdo.option.password", Meaning::metastore_password),
    use("job.datachecker.jdo.option.login.type", Meaning::login_type),
    idle("job.datachecker.jdo.option.name", kNameEn, kNameZh),
    idle("bdp.datachecker.jdo.option.*", kOldMaskEn, kOldMaskZh),
    idle("dops.datachecker.jdo.option.*", kQualityEn, kQualityZh),
    use("bdp.mask.url", Meaning::mask_url),
    use("bdp.mask.app.id", Meaning::mask_app),
    use("bdp.mask.app.token", Meaning::mask_token),
    idle("qualitis.*", kQualityEn, kQualityZh),
    idle("cluster.name", kQualityNameEn, kQualityNameZh),
    idle("contextId.user", kQualityNameEn, kQualityNameZh),
    idle("contextId.projectName", kQualityNameEn, kQualityNameZh),
    idle("contextId.flowName", kQualityNameEn, kQualityNameZh),
    idle("nodeName", kQualityNameEn, kQualityNameZh),
    idle("datachecker.jdo.option.*", kPoolEn, kPoolZh),
    use("aiep.rung", Meaning::rung, "exists"),
    use("aiep.match", Meaning::match),
};

constexpr const char* kSchedulerKeys[] = {
    "type",          "linkistype",    "linkis.version",  "dependencies",   "retries",       "retry.backoff",
    "working.dir",   "user.to.proxy", "failure.emails",  "success.emails", "notify.emails", "comment",
    "auto.disabled", "labels",        "command",         "resources",      "flow.name",     "job.class",
    "jobtype.*",     "azkaban.*",     "flow.variable.*", "wds.linkis.*",   "env.*",         "classpath",
    "Xms",           "Xmx",           "jvm.args",        "job.id",         "wtss.job.*",    "node.conf.*",
};

constexpr std::size_t kSchedulerCount = std::size(kSchedulerKeys);
struct SchedulerTable {
  KeyRule rules[kSchedulerCount];
};
constexpr SchedulerTable scheduler_table() {
  SchedulerTable table{};
  for (std::size_t i = 0; i < kSchedulerCount; ++i)
    table.rules[i] = idle(kSchedulerKeys[i], kSchedulerEn, kSchedulerZh);
  return table;
}
constexpr SchedulerTable kScheduler = scheduler_table();

bool fits(const std::string& name, const std::string& key) {
  return name.back() == '*' ? key.size() >= name.size() && key.starts_with(name.substr(0, name.size() - 1))
                            : key == name;
}

}  // namespace

std::span<const KeyRule> key_rules(FileDialect dialect) {
  if (dialect == FileDialect::schedulis) return kSchedulis;
  return kDss;
}

std::span<const KeyRule> scheduler_rules() { return kScheduler.rules; }

bool is_numbered(Meaning meaning) {
  return meaning == Meaning::object || meaning == Meaning::source_type || meaning == Meaning::rung ||
         meaning == Meaning::match;
}

const KeyRule* find_rule(FileDialect dialect, const std::string& key, std::string& suffix) {
  suffix.clear();
  for (const auto& rules : {key_rules(dialect), scheduler_rules()}) {
    for (const KeyRule& rule : rules) {
      if (fits(rule.name, key)) return &rule;
      const std::string stem = std::string(rule.name) + ".";
      if (!is_numbered(rule.meaning) || !key.starts_with(stem)) continue;
      const std::string rest = key.substr(stem.size());
      if (rest.empty() || rest.find('.') != std::string::npos) continue;
      suffix = rest;
      return &rule;
    }
  }
  return nullptr;
}

std::string name_of(FileDialect dialect, Meaning meaning) {
  for (const KeyRule& rule : key_rules(dialect)) {
    if (rule.meaning == meaning) return rule.name;
  }
  return "";
}

const char* to_string(FileDialect dialect) { return dialect == FileDialect::schedulis ? "schedulis" : "dss"; }
const char* to_string(SourceKind source) { return source == SourceKind::metastore ? "metastore" : "mask"; }
const char* to_string(Outcome outcome) {
  return outcome == Outcome::honoured ? "honoured" : outcome == Outcome::no_effect ? "no_effect" : "refused";
}

}  // namespace aiep::check
