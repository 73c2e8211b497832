#include "core/base/messages/server.h"

#include <sys/statvfs.h>

#include <nlohmann/json.hpp>

#include "apps/aiepd/rest/encode.h"
#include "apps/aiepd/rest/handlers.h"

namespace aiep::rest {
namespace {

using Json = nlohmann::ordered_json;

/// A text for people, in both languages; of a text that is none (names, paths) both are the same.
struct Both {
  std::string en, zh;
  Both(std::string same) : en(same), zh(std::move(same)) {}  // NOLINT(google-explicit-constructor)
  Both(std::string english, std::string chinese) : en(std::move(english)), zh(std::move(chinese)) {}
};

Both both(const Error& error) { return {error.message(), render_text(error, Lang::zh)}; }

Json check(const char* name, const char* status, const Both& detail, const Both& mend = {"", ""}) {
  const auto or_null = [](const std::string& text) { return text.empty() ? Json(nullptr) : Json(text); };
  return Json{{"check", name},          {"status", status},         {"detail", detail.en},
              {"detail_zh", detail.zh}, {"mend", or_null(mend.en)}, {"mend_zh", or_null(mend.zh)}};
}

Json check_store(Context& context) {
  auto described = context.service.store().describe();
  if (!described) {
    return check("database", "fail", both(described.error()),
                 {"check the path and rights of the database", "请检查数据库的路径和权限"});
  }
  if (Status fine = context.service.store().check_integrity(); !fine) {
    return check("database", "fail", both(fine.error()),
                 {"restore the database from a copy; runs/ keeps logs and results",
                  "请从备份恢复数据库；日志和结果仍在 runs/ 下"});
  }
  return check("database", "ok", {*described + ", integrity checked", *described + "，完整性已检查"});
}

Json check_disk(const std::string& workspace) {
  struct statvfs info {};
  if (::statvfs(workspace.c_str(), &info) != 0) {
    return check("disk", "fail", {"the workspace cannot be read", "无法读取工作区"});
  }
  const std::uint64_t free_mib = static_cast<std::uint64_t>(info.f_bavail) * info.f_frsize >> 20;
  const std::string free = std::to_string(free_mib) + " MiB";
  const Both detail{free + " free at " + workspace, workspace + " 剩余 " + free};
  if (free_mib < 64) {
    return check(
        "disk", "fail", detail,
        {"make room, or use another workspace (--workspace DIR)", "请清理空间，或改用其他工作区（--workspace DIR）"});
  }
  if (free_mib < 1024) return check("disk", "warn", detail, {"delete old runs below runs/", "请删除 runs/ 下的旧运行"});
  return check("disk", "ok", detail);
}

Json check_plugins(Context& context) {
  std::string names;
  for (const spi::NodeType* type : context.service.registry().types())
    names += (names.empty() ? "" : ", ") + type->name();
  if (names.empty()) {
    return check("node types", "fail", {"none was found", "未找到任何节点类型"},
                 {"look for the plugins folder beside the programs", "请检查程序旁的 plugins 目录"});
  }
  Both detail(names);
  for (const RefusedPlugin& plugin : context.facts.refused) {
    detail.en += "; refused " + plugin.file + ": " + plugin.reason;
    detail.zh += "；拒绝加载 " + plugin.file + "：" + plugin.reason;
  }
  if (context.facts.refused.empty()) return check("node types", "ok", detail);
  return check("node types", "warn", detail, {"rebuild or remove the refused file", "请重新构建或删除被拒绝的文件"});
}

}  // namespace

Answer list_plugins(Context& context, const Request&) {
  Json items = Json::array();
  for (const spi::NodeType* type : context.service.registry().types()) items.push_back(encode_type(*type));
  Json refused = Json::array();
  for (const RefusedPlugin& plugin : context.facts.refused) {
    refused.push_back(Json{{"file", plugin.file}, {"reason", plugin.reason}});
  }
  return json_response(Json{{"items", std::move(items)}, {"refused", std::move(refused)}});
}

Answer get_plugin(Context& context, const Request& request) {
  const std::string& name = request.segments[1];
  if (const spi::NodeType* type = context.service.registry().find_type(name)) return json_response(encode_type(*type));
  std::vector<std::string> names;
  for (const spi::NodeType* type : context.service.registry().types()) names.push_back(type->name());
  const std::string near = nearest(name, names);
  if (near.empty()) return make_error(messages::kNoSuchType, {name});
  return make_error(messages::kNoSuchTypeNear, {name, near});
}

Answer get_server(Context& context, const Request&) {
  const ServerFacts& facts = context.facts;
  const Millis up = context.clock.now() - facts.started_at;
  return json_response(Json{{"pid", facts.pid},
                            {"socket", facts.socket},
                            {"version", facts.version},
                            {"uptime_s", up.count() / 1000},
                            {"commit", facts.commit},
                            {"workspace", facts.workspace},
                            {"url", facts.url.empty() ? Json(nullptr) : Json(facts.url)},
                            {"store", facts.store_url},
                            {"open_runs", context.service.open_run_count()}});
}

Answer stop_server(Context& context, const Request&) {
  context.hooks.request_stop();
  return json_response(Json{{"pid", context.facts.pid}, {"stopping", true}}, 202);
}

Answer doctor(Context& context, const Request&) {
  Json checks = Json::array();
  const std::string pid = std::to_string(context.facts.pid);
  checks.push_back(check(
      "server", "ok", {"process " + pid + ", " + context.facts.version, "进程 " + pid + "，" + context.facts.version}));
  checks.push_back(check_store(context));
  checks.push_back(check_disk(context.facts.workspace));
  checks.push_back(check_plugins(context));
  std::string backends;
  for (const std::string& name : context.service.registry().backend_names())
    backends += (backends.empty() ? "" : ", ") + name;
  checks.push_back(backends.empty() ? check("backends", "fail", {"none is there", "没有后端"},
                                            {"reinstall the programs", "请重新安装程序"})
                                    : check("backends", "ok", backends));
  const std::string open = std::to_string(context.service.open_run_count());
  checks.push_back(check("runs", "ok", {open + " open", open + " 个未结束"}));
  const int orphans = context.service.orphan_count();
  const std::string count = std::to_string(orphans);
  checks.push_back(orphans == 0 ? check("orphans", "ok", {"none", "无"})
                                : check("orphans", "warn",
                                        {count + " task(s) live without a run", count + " 个任务脱离运行存活"},
                                        {"see them with `aiepctl orphans list`", "查看：aiepctl orphans list"}));
  return json_response(Json{{"checks", std::move(checks)}});
}

}  // namespace aiep::rest
