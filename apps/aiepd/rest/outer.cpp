// Runs of outer schedulers: attach, renew, release, cancel.
#include <nlohmann/json.hpp>

#include "apps/aiepd/rest/body.h"
#include "apps/aiepd/rest/encode.h"
#include "apps/aiepd/rest/handlers.h"
#include "core/base/messages/server.h"

namespace aiep::rest {
namespace {

using Json = nlohmann::ordered_json;
constexpr std::size_t kLongestName = 1024, kLongestAgent = 128;
constexpr int kShortestLease = 1'000, kUsualLease = 60'000;
constexpr int kEventsAtOnce = 500;

/// One of the parts that every request has; its problems stick to it.
std::string name_of(Body& outer, const char* field) {
  std::string name = outer.text(field);
  if (name.size() > kLongestName) outer.fail(field, "is longer than 1024 bytes");
  return name;
}

struct Who {
  OuterIdentity identity;
  std::string link;
};

Result<Who> read_who(Body& body) {
  Body outer = body.object("outer");
  Who who;
  who.identity.system = name_of(outer, "system");
  who.identity.project = name_of(outer, "project");
  who.identity.flow = name_of(outer, "flow");
  who.identity.execution = name_of(outer, "execution");
  who.identity.job = name_of(outer, "job");
  who.identity.attempt = outer.number("attempt", 0);
  who.link = outer.text("link");
  if (who.identity.system.empty()) outer.fail("system", "is missing");
  if (who.identity.execution.empty()) outer.fail("execution", "is missing");
  if (Status fine = outer.finish(); !fine) return std::move(fine).error();
  return who;
}

std::string read_agent(Body& body) {
  std::string agent = body.text("agent");
  if (agent.empty()) body.fail("agent", "is missing");
  if (agent.size() > kLongestAgent) body.fail("agent", "is longer than 128 bytes");
  return agent;
}

template <class Policy>
Policy read_policy(Body& body, const char* field, Policy usual, std::optional<Policy> (*from)(const std::string&),
                   const char* words) {
  const auto policy = from(body.text(field, to_string(usual)));
  if (!policy) body.fail(field, words);
  return policy.value_or(usual);
}

/// {"run", "state", "reason"}; without a run: "", null, null.
Json run_head(const std::optional<RunRecord>& run) {
  if (!run) return Json{{"run", ""}, {"state", nullptr}, {"reason", nullptr}};
  return Json{{"run", run->id}, {"state", to_string(run->state)}, {"reason", text_or_null(run->reason)}};
}

}  // namespace

Answer attach_outer(Context& context, const Request& request) {
  auto body = Body::parse(request.body);
  if (!body) return body.error();
  auto who = read_who(*body);
  if (!who) return who.error();
  engine::OuterAttach attach;
  attach.identity = who->identity;
  attach.link = who->link;
  attach.agent = read_agent(*body);
  attach.on_lost =
      read_policy(*body, "on_lost", attach.on_lost, &lost_policy_from, "must be cancel, keep or keep-and-adopt");
  attach.on_retry =
      read_policy(*body, "on_retry", attach.on_retry, &retry_policy_from, "must be retry-from-failed or new-run");
  const int lease = body->number("lease_ms", kUsualLease);
  if (lease < kShortestLease) body->fail("lease_ms", "must be from 1000 to 1000000");
  attach.lease = Millis(lease);
  RunFields fields = run_fields(*body, request.user);
  if (!fields.run.key.empty()) body->fail("key", "is made from `outer` here");
  if (Status fine = body->finish(); !fine) return fine.error();
  if (Status found = find_what_to_run(context, fields); !found) return found.error();
  attach.run = std::move(fields.run);
  std::vector<flow::Problem> problems;
  auto attached = context.service.attach(attach, &problems);
  if (!attached) return problems_response(attached.error(), problems);
  Json answer{
      {"decision", to_string(attached->decision)}, {"message", attached->message}, {"renewals", attached->renewals}};
  answer.update(run_head(attached->run));
  const auto& run = attached->run;
  answer["experiment"] = run ? Json(run->experiment_name) : Json(nullptr);
  answer["experiment_id"] = run ? text_or_null(run->experiment_id) : Json(nullptr);
  answer["version"] = run ? Json(version_label(run->version, run->version_closed)) : Json(nullptr);
  const bool made =
      attached->decision == engine::OuterDecision::started || attached->decision == engine::OuterDecision::retried;
  return json_response(answer, made ? 201 : 200);
}

Answer renew_outer(Context& context, const Request& request) {
  auto body = Body::parse(request.body);
  if (!body) return body.error();
  auto who = read_who(*body);
  if (!who) return who.error();
  const std::string agent = read_agent(*body);
  const bool wants_events = body->has("after");
  const std::int64_t after = body->whole("after", 0);
  if (Status fine = body->finish(); !fine) return fine.error();
  auto view = context.service.renew(who->identity, agent);
  if (!view) return view.error();
  Json answer{{"renewals", view->outer.renewals}};
  answer.update(run_head(view->run));
  if (wants_events && view->run) {
    auto events = context.service.store().events(view->run->id, after, kEventsAtOnce);
    if (!events) return events.error();
    answer["events"] = encode_events(*events);
  }
  return json_response(answer);
}

Answer release_outer(Context& context, const Request& request) {
  auto body = Body::parse(request.body);
  if (!body) return body.error();
  auto who = read_who(*body);
  if (!who) return who.error();
  const std::string agent = read_agent(*body);
  if (Status fine = body->finish(); !fine) return fine.error();
  if (Status released = context.service.release(who->identity, agent); !released) return released.error();
  return json_response(Json{{"released", true}});
}

Answer cancel_outer(Context& context, const Request& request) {
  auto body = Body::parse(request.body);
  if (!body) return body.error();
  auto who = read_who(*body);
  if (!who) return who.error();
  (void)body->text("agent");  // anybody may cancel, also a helper that delivers it later
  const std::string actor = body->text("actor", request.user);
  const std::string reason = body->text("reason");
  if (Status fine = body->finish(); !fine) return fine.error();
  auto view = context.service.cancel_outer(who->identity, actor, reason);
  if (!view) return view.error();
  return json_response(run_head(view->run), 202);
}

}  // namespace aiep::rest
