#include <nlohmann/json.hpp>

#include "apps/aiepd/rest/encode.h"
#include "apps/aiepd/rest/handlers.h"

namespace aiep::rest {
namespace {

using Json = nlohmann::ordered_json;

/// The reason of a body that may be empty.
Result<std::string> reason_of(const Request& request) {
  auto body = Body::parse(request.body.empty() ? "{}" : request.body);
  if (!body) return body.error();
  std::string reason = body->text("reason");
  if (Status fine = body->finish(); !fine) return fine.error();
  return reason;
}

}  // namespace

Answer list_orphans(Context& context, const Request&) {
  auto orphans = context.service.orphans();
  if (!orphans) return orphans.error();
  Json items = Json::array();
  for (const engine::Orphan& orphan : *orphans) {
    items.push_back(Json{{"key", orphan.key},
                         {"backend", orphan.backend},
                         {"external_id", orphan.handle},
                         {"run", text_or_null(orphan.run_id)},
                         {"node", text_or_null(orphan.node)},
                         {"reason", orphan.why}});
  }
  return json_response(Json{{"items", std::move(items)}});
}

Answer kill_orphan(Context& context, const Request& request) {
  auto reason = reason_of(request);
  if (!reason) return reason.error();
  auto outcome = context.service.kill_orphan(request.segments[1], request.user, *reason);
  if (!outcome) return outcome.error();
  const bool done = *outcome == spi::CancelOutcome::done;
  return json_response(Json{{"key", request.segments[1]}, {"killed", done}}, done ? 200 : 202);
}

Answer adopt_orphan(Context& context, const Request& request) {
  auto reason = reason_of(request);
  if (!reason) return reason.error();
  auto run = context.service.adopt_orphan(request.segments[1], request.user, *reason);
  if (!run) return run.error();
  return json_response(Json{{"key", request.segments[1]}, {"run", *run}}, 201);
}

}  // namespace aiep::rest
