#include "datachecker/dialect/read_plan.h"

#include <algorithm>
#include <charconv>

#include "core/base/ascii.h"
#include "core/base/catalogue.h"
#include "core/base/duration.h"
#include "core/base/messages/check_dialect.h"
#include "datachecker/dialect/entries.h"
#include "datachecker/dialect/plan_objects.h"
#include "datachecker/rung_text.h"

namespace aiep::check {
namespace {

constexpr std::int64_t kHour = 3'600'000;
constexpr Millis kShortestPoll{1'000};
constexpr int kMostHours = 24;

std::optional<std::int64_t> whole(const std::string& text, std::int64_t least, std::int64_t most) {
  std::int64_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  const bool fine = error == std::errc{} && end == text.data() + text.size() && value >= least && value <= most;
  return fine ? std::optional(value) : std::nullopt;
}

class Settings {
 public:
  Settings(Entries& entries, CheckPlan& plan) : entries_(entries), plan_(plan) {}

  void read() {
    read_wait();
    read_poll();
    read_earliest();
    read_switches();
    read_pause();
    read_quality();
    read_access();
  }

 private:
  bool flag(Meaning meaning) {
    const std::string word = ascii_lower(entries_.value(meaning));
    if (word != "true" && word != "false" && !word.empty()) entries_.refuse_value(meaning, "true | false");
    return word == "true";
  }

  void read_wait() {
    const std::string text = entries_.value(Meaning::wait);
    if (plan_.dialect == FileDialect::schedulis) {
      const auto hours = whole(text, 1, kMostHours);
      if (!hours) return entries_.refuse_value(Meaning::wait, "1, 2 … 24 (h)");
      plan_.wait_limit = Millis(*hours * kHour);
    } else {
      double hours = 0;
      const auto [end, error] =
          std::from_chars(text.data(), text.data() + text.size(), hours, std::chars_format::fixed);
      const bool fine = error == std::errc{} && end == text.data() + text.size() && hours > 0 && hours <= kMostHours;
      if (!fine) return entries_.refuse_value(Meaning::wait, "0 < h <= 24");
      plan_.wait_limit = Millis(static_cast<std::int64_t>(hours * static_cast<double>(kHour)));
    }
    const std::string span = format_duration(plan_.wait_limit);
    entries_.honour(Meaning::wait,
                    {"waits at most " + span + " from the start of the check", "从检查开始起最多等待 " + span});
  }

  void read_poll() {
    const std::string text = entries_.value(Meaning::poll);
    const bool counts = plan_.dialect == FileDialect::schedulis;
    const auto number = whole(text, 1, 100'000'000);
    if (!number) return entries_.refuse_value(Meaning::poll, counts ? "1, 2 …" : "1000, 1001 … (ms)");
    if (plan_.wait_limit.count() == 0) {
      return entries_.honour(Meaning::poll, {"needs the waiting time", "取决于等待时间"});
    }
    const Millis asked = counts ? plan_.wait_limit / *number : Millis(*number);
    plan_.poll = std::max(asked, kShortestPoll);
    const std::string span = format_duration(plan_.poll);
    Words effect{"looks every " + span, "每 " + span + " 检查一次"};
    if (counts) {
      effect.en += ": the number of looks within the waiting time";
      effect.zh += "：该值是等待时间内的检查次数";
    }
    if (asked < kShortestPoll) {
      effect.en += "; shorter than 1s is not done";
      effect.zh += "；不会短于 1s";
    }
    entries_.honour(Meaning::poll, std::move(effect));
  }

  void read_earliest() {
    const std::string text = entries_.value(Meaning::earliest);
    plan_.earliest_next_day = flag(Meaning::earliest_next_day);
    if (Entry* entry = entries_.find(Meaning::earliest); entry != nullptr && text.empty()) {
      entries_.idle(*entry, {"empty", "空值"});
    }
    if (!text.empty()) read_time_of_day(text);
    Entry* day = entries_.find(Meaning::earliest_next_day);
    if (day == nullptr) return;
    if (text.empty()) return entries_.idle(*day, {"there is no earliest.finish.time", "没有 earliest.finish.time"});
    entries_.honour(Meaning::earliest_next_day,
                    plan_.earliest_next_day ? Words{"that time is on the day after the start", "该时刻是开始日的次日"}
                                            : Words{"that time is on the day of the start", "该时刻是开始当日"});
  }

  void read_time_of_day(const std::string& text) {
    const std::size_t colon = text.find(':');
    const std::string rest = colon == std::string::npos ? "" : text.substr(colon + 1);
    const auto hour = whole(text.substr(0, colon), 0, 23);
    const auto minute = whole(rest.substr(0, rest.find(':')), 0, 59);
    if (!hour || !minute) return entries_.refuse_value(Meaning::earliest, "HH:mm");
    plan_.earliest_minute = static_cast<int>(*hour * 60 + *minute);
    entries_.honour(
        Meaning::earliest,
        {"succeeds only after this time of day; already past at the start is a failure; data that are there "
         "when the waiting time ends are a success",
         "到该时刻之后才成功；开始时已过则失败；等待时间结束时数据已在则成功"});
  }

  void read_switches() {
    if (plan_.dialect == FileDialect::schedulis) {
      const std::string priority = ascii_lower(entries_.value(Meaning::priority));
      if (priority != "low" && priority != "high") entries_.refuse_value(Meaning::priority, "HIGH | LOW");
      plan_.late_is_success = priority == "low";
      entries_.honour(Meaning::priority, plan_.late_is_success
                                             ? Words{"not arrived in time is a success", "未按时到达也算成功"}
                                             : Words{"not arrived in time is a failure", "未按时到达则失败"});
    }
    plan_.deny_views = flag(Meaning::deny_views);
    entries_.honour(Meaning::deny_views, plan_.deny_views ? Words{"a view is refused", "拒绝视图"}
                                                          : Words{"a view counts as a table", "视图按表处理"});
  }

  void read_pause() {
    const bool on = flag(Meaning::pause_on);
    const std::string text = entries_.find(Meaning::pause_base) != nullptr ? entries_.value(Meaning::pause_base) : "30";
    const auto given = whole(text, 0, 3'600);
    if (!given) entries_.refuse_value(Meaning::pause_base, "0 … 3600 (s)");
    const std::int64_t base = given.value_or(30);
    if (on) {
      plan_.pause = Millis(base * 1000);
      plan_.pause_spread = Millis(30'000);
    }
    const std::string span = format_duration(Millis(base * 1000));
    entries_.honour(Meaning::pause_on, on ? Words{"after arrival waits " + span + " and at most 30s more, by chance",
                                                  "到达后再等 " + span + "，外加随机的至多 30s"}
                                          : Words{"no pause after arrival", "到达后不停顿"});
    if (Entry* entry = entries_.find(Meaning::pause_base); entry != nullptr && given && !on) {
      entries_.idle(*entry, {"the pause is not enabled", "未启用停顿"});
    } else {
      entries_.honour(Meaning::pause_base, {"pause of at least " + span, "至少停顿 " + span});
    }
  }

  /// The stage runs when the operator's and the user's switch are both on.
  void read_quality() {
    const bool system = flag(Meaning::quality_system);
    const bool by_default = flag(Meaning::quality_default);
    const bool own = entries_.find(Meaning::quality_user) != nullptr;
    const bool asked = own ? flag(Meaning::quality_user) : by_default;
    for (const Meaning meaning : {Meaning::quality_user, Meaning::quality_default, Meaning::quality_system}) {
      Entry* entry = entries_.find(meaning);
      if (entry == nullptr || entry->report.outcome == Outcome::refused) continue;
      if (meaning == Meaning::quality_default && own) {
        entries_.idle(*entry, {"qualitis.check stands in the file", "文件中有 qualitis.check"});
      } else if (system && asked) {
        entries_.refuse(*entry, make_error(messages::kCheckQuality, {entry->name}));
      } else {
        entries_.idle(*entry,
                      {"one of the two switches of the quality check is off", "质量检查的两个开关之一是关闭的"});
      }
    }
  }

  void take(Meaning meaning, std::string& where, const Words& effect) {
    Entry* entry = entries_.find(meaning);
    if (entry == nullptr || !entry->filled) return;
    where = entry->text();
    entries_.honour(*entry, effect);
  }

  void read_access() {
    OperatorAccess& access = plan_.access;
    take(Meaning::metastore_url, access.metastore_url, {"the source, where no other is given", "未另行指定时的数据源"});
    take(Meaning::metastore_user, access.metastore_user, {"user of that source", "该数据源的用户"});
    take(Meaning::mask_url, access.mask_url, {"the mask service", "脱敏服务地址"});
    take(Meaning::mask_app, access.mask_app, {"application id for the mask service", "脱敏服务的应用 id"});
    take(Meaning::mask_token, access.mask_token, {"token for the mask service", "脱敏服务的令牌"});
    Entry* password = entries_.find(Meaning::metastore_password);
    Entry* key = entries_.find(Meaning::password_key);
    if (key != nullptr && password == nullptr)
      entries_.idle(*key, {"there is no password to open", "没有需要解密的密码"});
    if (key != nullptr && password != nullptr) {
      entries_.idle(*key, {"passwords are not opened with it", "不用它解密密码"});
      return entries_.refuse(*password, make_error(messages::kCheckPasswordSealed, {password->name}));
    }
    read_password(password);
  }

  void read_password(Entry* password) {
    Entry* type = entries_.find(Meaning::login_type);
    const bool encoded = type != nullptr && ascii_lower(type->text()) == "base64";
    if (type != nullptr && !encoded && !type->text().empty()) entries_.refuse_value(Meaning::login_type, "base64");
    if (type != nullptr && (encoded || type->text().empty())) {
      entries_.honour(*type, encoded ? Words{"the password is base64", "密码是 base64"}
                                     : Words{"the password stands as it is", "密码为明文"});
    }
    if (password == nullptr || !password->filled) return;
    plan_.access.metastore_password = encoded ? password->text() : password->value.text;
    plan_.access.password_is_base64 = encoded;
    entries_.honour(*password, {"password of that source", "该数据源的密码"});
  }

  Entries& entries_;
  CheckPlan& plan_;
};

}  // namespace

std::optional<FileDialect> tell_dialect(const PropertyFile& file) {
  bool schedulis = false, dss = false;
  for (const Property& property : file.properties) {
    const std::string& key = property.key.text;
    const std::string& value = property.value.text;
    // The type of the job decides, whatever keys stand beside it.
    if (key == "type" && value == "datachecker") return FileDialect::schedulis;
    if (key == "linkistype" && value.find("datachecker") != std::string::npos) return FileDialect::dss;
    schedulis = schedulis || key.find("data.object") != std::string::npos;
    dss = dss || key.find("check.object") != std::string::npos;
  }
  if (schedulis == dss) return std::nullopt;
  return schedulis ? FileDialect::schedulis : FileDialect::dss;
}

FileReading read_plan(const PropertyFile& file, const PlanOptions& options) {
  FileReading reading;
  const auto dialect = options.dialect ? options.dialect : tell_dialect(file);
  if (!dialect) {
    Place place;
    place.file = file.name;
    reading.errors.push_back(make_error(messages::kCheckDialectUnclear).at(place));
    return reading;
  }
  reading.plan.dialect = *dialect;
  Entries entries(file, options, *dialect);
  Settings(entries, reading.plan).read();
  plan_objects(entries, reading.plan);
  reading.errors = std::move(entries.errors);
  std::stable_sort(reading.errors.begin(), reading.errors.end(), [](const Error& a, const Error& b) {
    return std::pair(a.place.line, a.place.column) < std::pair(b.place.line, b.place.column);
  });
  reading.keys = std::move(entries).reports();
  return reading;
}

std::string metastore_uri(const OperatorAccess& access) {
  constexpr std::string_view kScheme = "jdbc:mysql://";
  if (!access.metastore_url.starts_with(kScheme)) return "";
  const std::string rest = access.metastore_url.substr(kScheme.size());
  const std::string user = access.metastore_user.empty() ? "" : access.metastore_user + "@";
  return "metastore-db://" + user + rest.substr(0, rest.find('?'));
}

}  // namespace aiep::check
