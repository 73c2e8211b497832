#include "core/engine/outer.h"

#include "core/base/messages/engine.h"
#include "core/engine/service_impl.h"

namespace aiep::engine {
namespace {

/// Agents of one execution that attach at once disturb each other at most a few times.
constexpr int kLooks = 20;

/// A run that goes on alone, or is on its way out, is not this attempt's to take.
bool must_end_first(const OuterRecord& outer, const RunRecord& run) {
  return outer.on_lost == LostPolicy::keep || run.cancel_requested_at.has_value() ||
         outer.is_cancelled(run.outer_attempt);
}

std::string message_of(OuterDecision decision, const std::optional<RunRecord>& run, int former) {
  const std::string id = run ? run->id : "";
  const std::string old = "run " + id + " of attempt " + std::to_string(former);
  switch (decision) {
    case OuterDecision::started: return "run " + id + " was started";
    case OuterDecision::attached: return "run " + id + " of this attempt was there: " + to_string(run->state);
    case OuterDecision::adopted: return old + " is still open and is taken over";
    case OuterDecision::retried: return "a former run did not succeed; run " + id + " was started";
    case OuterDecision::already_succeeded: return old + " had succeeded; nothing needs to run again";
    case OuterDecision::waiting: return old + " must end first; it is " + to_string(run->state);
    case OuterDecision::cancelled: break;
  }
  return "this attempt was cancelled before it had a run; none is started";
}

OuterAttached answer(OuterDecision decision, spi::OuterView view, int former) {
  OuterAttached attached;
  attached.decision = decision;
  attached.message = message_of(decision, view.run, former);
  attached.renewals = view.outer.renewals;
  attached.run = std::move(view.run);
  return attached;
}

bool is(const Error& error, Code code) { return error.code == code; }

}  // namespace

const char* to_string(OuterDecision decision) {
  switch (decision) {
    case OuterDecision::started: return "started";
    case OuterDecision::attached: return "attached";
    case OuterDecision::adopted: return "adopted";
    case OuterDecision::retried: return "retried";
    case OuterDecision::already_succeeded: return "already_succeeded";
    case OuterDecision::waiting: return "waiting";
    case OuterDecision::cancelled: break;
  }
  return "cancelled";
}

OuterDecision decide_outer(const OuterRecord& outer, const std::optional<RunRecord>& run, int attempt) {
  if (run && run->outer_attempt >= attempt) return OuterDecision::attached;
  if (outer.is_cancelled(attempt)) return OuterDecision::cancelled;
  if (!run) return OuterDecision::started;
  if (!is_terminal(run->state)) return must_end_first(outer, *run) ? OuterDecision::waiting : OuterDecision::adopted;
  return run->state == State::succeeded ? OuterDecision::already_succeeded : OuterDecision::retried;
}

std::string outer_run_key(const std::string& outer_key, int number) {
  return "outer:" + outer_key + ":" + std::to_string(number);
}

std::string outer_words(const OuterIdentity& who) {
  return who.system + " execution " + who.execution + (who.job.empty() ? "" : " job " + who.job) + ", attempt " +
         std::to_string(who.attempt);
}

void mark_outer(RunRecord& run, const OuterRun& outer) {
  run.outer_key = outer.key;
  run.outer_attempt = outer.attempt;
}

void note_outer(Plan& plan, const OuterRun& outer) {
  OuterRecord policies;
  policies.on_lost = outer.on_lost;
  policies.on_retry = outer.on_retry;
  plan.detail.outer = policies;
  EventRecord event;
  event.at = plan.detail.run.created_at;
  event.actor = plan.detail.run.submitter;
  event.run = plan.detail.run.id;
  event.event = outer.event;
  event.reason = outer.reason;
  plan.events.push_back(std::move(event));
}

Result<OuterAttached> EngineImpl::attach(const OuterAttach& request, std::vector<flow::Problem>* problems) {
  if (outers_ == nullptr) return make_error(messages::kOuterNotKept);
  spi::OuterClaim claim{request.identity, request.link,  request.agent, request.on_lost,
                        request.on_retry, request.lease, clock_->now()};
  for (int look = 0; look < kLooks; ++look) {
    auto view = outers_->claim_outer(claim);
    if (!view) return std::move(view).error();
    outer_watch_->wake();
    auto settled = settle(request, std::move(*view), problems);
    if (!settled) return std::move(settled).error();
    if (*settled) return std::move(**settled);
  }
  return make_error(messages::kOuterUnsettled, {outer_words(request.identity)});
}

Result<std::optional<OuterAttached>> EngineImpl::settle(const OuterAttach& request, spi::OuterView view,
                                                        std::vector<flow::Problem>* problems) {
  const OuterDecision decision = decide_outer(view.outer, view.run, request.identity.attempt);
  if (decision == OuterDecision::started || decision == OuterDecision::retried) {
    return start_for_outer(request, view, decision, problems);
  }
  const int former = view.run ? view.run->outer_attempt : 0;  // before it becomes this attempt's
  if (decision == OuterDecision::adopted || decision == OuterDecision::already_succeeded) {
    const spi::OuterTakeover takeover{view.outer.key,           request.agent,   view.run->id,
                                      request.identity.attempt, request.on_lost, request.on_retry};
    EventRecord event;
    event.at = clock_->now();
    event.actor = request.run.submitter;
    event.run = view.run->id;
    event.event = std::string("outer-") + to_string(decision);
    event.reason = "by " + outer_words(request.identity);
    auto taken = outers_->take_over_run(takeover, event);
    if (!taken) return std::move(taken).error();
    if (!*taken) return std::optional<OuterAttached>();
  }
  return std::optional(answer(decision, std::move(view), former));
}

Result<std::optional<OuterAttached>> EngineImpl::start_for_outer(const OuterAttach& request, const spi::OuterView& view,
                                                                 OuterDecision decision,
                                                                 std::vector<flow::Problem>* problems) {
  const std::string key = outer_run_key(view.outer.key, view.outer.run_number + 1);
  const OuterRun outer{view.outer.key,
                       request.identity.attempt,
                       request.on_lost,
                       request.on_retry,
                       std::string("outer-") + to_string(decision),
                       "for " + outer_words(request.identity)};
  Result<RunAccepted> accepted{RunAccepted{}};
  if (decision == OuterDecision::retried && view.outer.on_retry == RetryPolicy::retry_from_failed) {
    RerunRequest again;
    again.run_id = view.run->id;
    again.scope = RerunScope::from_failed;
    again.submitter = request.run.submitter;
    again.key = key;
    again.outer = outer;
    accepted = run_rerun(again);
  } else {
    RunRequest fresh = request.run;
    fresh.key = key;
    fresh.outer = outer;
    accepted = start_run(fresh, problems);
  }
  if (!accepted) {
    // The cancel came between the look and the insertion: the next look says so.
    if (is(accepted.error(), messages::kOuterCancelled)) return std::optional<OuterAttached>();
    return std::move(accepted).error();
  }
  if (accepted->existed) return std::optional<OuterAttached>();
  auto detail = store_->get_run(accepted->id);
  if (!detail) return std::move(detail).error();
  return std::optional(answer(decision, {view.outer, std::move(detail->run)}, 0));
}

Result<spi::OuterView> EngineImpl::renew(const OuterIdentity& identity, const std::string& agent) {
  if (outers_ == nullptr) return make_error(messages::kOuterNotKept);
  return outers_->renew_outer(identity, agent);
}

Status EngineImpl::release(const OuterIdentity& identity, const std::string& agent) {
  if (outers_ == nullptr) return make_error(messages::kOuterNotKept);
  Status released = outers_->release_outer(identity, agent);
  outer_watch_->wake();
  return released;
}

Status EngineImpl::stop_once(const std::string& run_id, const std::string& actor, const std::string& reason) {
  return change_open_run(run_id, [actor, reason](Book& book, RunState& run) {
    // Also while the first time is not written yet: the watch repeats itself every second.
    if (!run.row.cancel_requested_at) request_cancel(book, run, actor, reason);
    return Status();
  });
}

Result<spi::OuterView> EngineImpl::cancel_outer(const OuterIdentity& identity, const std::string& actor,
                                                const std::string& reason) {
  if (outers_ == nullptr) return make_error(messages::kOuterNotKept);
  auto view = outers_->cancel_outer(identity, clock_->now(), actor, reason);
  if (!view || !OuterWatch::wants_stop(*view)) return view;
  // Best effort at once; whatever hinders it, the watch repeats it until the run says so.
  const Status stopped = stop_once(view->run->id, view->outer.cancel_actor, view->outer.cancel_reason);
  if (!stopped) outer_watch_->wake();
  if (auto now = store_->get_run(view->run->id)) view->run = std::move(now->run);
  return view;
}

}  // namespace aiep::engine
