#include "core/base/messages/server.h"

#include <sys/statvfs.h>

#include <nlohmann/json.hpp>

#include "apps/aiepd/rest/encode.h"
#include "apps/aiepd/rest/handlers.h"

namespace aiep::rest {
namespace {

using Json = nlohmann::ordered_json;

Json check(const char* name, const char* status, const std::string& detail, const std::string& mend = "") {
  return Json{
      {"check", name}, {"status", status}, {"detail", detail}, {"mend", mend.empty() ? Json(nullptr) : Json(mend)}};
}

Json check_store(Context& context) {
  auto described = context.service.store().describe();
  if (!described)
    return check("database", "fail", described.error().message(), "check the path and rights of the database");
  if (Status fine = context.service.store().check_integrity(); !fine) {
    return check("database", "fail", fine.error().message(),
                 "restore the database from a copy; runs/ keeps logs and results");
  }
  return check("database", "ok", *described + ", integrity checked");
}

Json check_disk(const std::string& workspace) {
  struct statvfs info {};
  if (::statvfs(workspace.c_str(), &info) != 0) return check("disk", "fail", "the workspace cannot be read", "");
  const std::uint64_t free_mib = static_cast<std::uint64_t>(info.f_bavail) * info.f_frsize >> 20;
  const std::string detail = std::to_string(free_mib) + " MiB free at " + workspace;
  if (free_mib < 64) return check("disk", "fail", detail, "make room, or use another workspace (--workspace DIR)");
  return check("disk", free_mib < 1024 ? "warn" : "ok", detail, free_mib < 1024 ? "delete old runs below runs/" : "");
}

Json check_plugins(Context& context) {
  std::string names;
  for (const spi::NodeType* type : context.service.registry().types())
    names += (names.empty() ? "" : ", ") + type->name();
  if (names.empty())
    return check("node types", "fail", "none was found", "look for the plugins folder beside the programs");
  std::string refused;
  for (const RefusedPlugin& plugin : context.facts.refused)
    refused += "; refused " + plugin.file + ": " + plugin.reason;
  return check("node types", refused.empty() ? "ok" : "warn", names + refused,
               refused.empty() ? "" : "rebuild or remove the refused file");
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
  checks.push_back(
      check("server", "ok", "process " + std::to_string(context.facts.pid) + ", " + context.facts.version));
  checks.push_back(check_store(context));
  checks.push_back(check_disk(context.facts.workspace));
  checks.push_back(check_plugins(context));
  std::string backends;
  for (const std::string& name : context.service.registry().backend_names())
    backends += (backends.empty() ? "" : ", ") + name;
  checks.push_back(backends.empty() ? check("backends", "fail", "none is there", "reinstall the programs")
                                    : check("backends", "ok", backends));
  checks.push_back(check("runs", "ok", std::to_string(context.service.open_run_count()) + " open"));
  return json_response(Json{{"checks", std::move(checks)}});
}

}  // namespace aiep::rest
