#include "tests/unit/agent/scripted.h"

#include "core/base/messages/general.h"

namespace aiep::agent::test {
namespace {

const Json kAway = "away";

CallError away() {
  return {ErrorKind::unavailable, "AIEP-0800", "cannot reach the server at `unix:/w/run/aiepd.sock`", "", true};
}

tl::unexpected<CallError> failure(const Json& answer) {
  if (answer == kAway) return tl::unexpected<CallError>(away());
  const Json& error = answer["error"];
  return tl::unexpected<CallError>({kind_from_name(error.value("kind", "internal")), error.value("code", "AIEP-0001"),
                                    error.value("message", ""), error.value("hint", ""), false});
}

Event event_of(const Json& item, std::int64_t seq) {
  Event event;
  event.seq = item.value("seq", seq);
  event.at = "2026-01-31T08:00:" + std::string(seq < 10 ? "0" : "") + std::to_string(seq) + ".000Z";
  event.node = item.value("node", "");
  event.event = item.value("event", "state");
  event.from = item.value("from", "");
  event.to = item.value("to", "");
  event.reason = item.value("reason", "");
  event.attempt = item.value("attempt", 0);
  return event;
}

}  // namespace

bool ScriptedPulse::pass(Millis time, bool interruptible) {
  const bool before = due();
  if (interruptible && before) return false;
  if (interruptible && signal_at_.count() >= 0 && signal_at_ < now_ + time) {
    now_ = signal_at_;
    return false;
  }
  now_ += time;
  return true;
}

void ScriptedPulse::wait(Millis time, bool through) { pass(time, !through); }

ScriptedServer::ScriptedServer(const Json& script, ScriptedPulse& pulse) : pulse_(pulse) {
  for (const auto& [call, answers] : script.items()) script_[call].assign(answers.begin(), answers.end());
}

Json ScriptedServer::next(const std::string& call) {
  ++calls[call];
  auto& answers = script_[call];
  if (answers.empty()) return Json::object();
  Json answer = answers.front();
  // A page of events comes once; everything else stays as it is.
  if (answers.size() > 1) {
    answers.pop_front();
  } else if (answer.is_object() && answer.contains("items")) {
    answers.front()["items"] = Json::array();
    answers.front().erase("takes_ms");
  }
  return answer;
}

void ScriptedServer::heard() {
  longest_silence = std::max(longest_silence, pulse_.now() - heard_);
  heard_ = pulse_.now();
}

Answer<Json> ScriptedServer::answer(const std::string& call, bool long_call) {
  Json answer = next(call);
  const Millis takes{answer.is_object() ? answer.value("takes_ms", std::int64_t{5}) : 100};
  if (!pulse_.pass(takes, long_call && !ending_)) return failure(kAway);
  if (answer == kAway || answer.contains("error")) return failure(answer);
  return answer;
}

Answer<Attached> ScriptedServer::attach(const Attach& attach) {
  auto answered = answer("attach", true);
  if (!answered) return tl::unexpected<CallError>(answered.error());
  heard();
  return Attached{answered->value("decision", "started"),
                  answered->value("run", "3f2a9c01b"),
                  "",
                  answered->value("state", "queued"),
                  attach.run.experiment,
                  "4b8e11f9d0c7a2e65b1c3d9f80a7e421",
                  "v1"};
}

Answer<Seen> ScriptedServer::renew(const OuterIdentity&, const std::string&) {
  auto answered = answer("renew", false);
  if (!answered) return tl::unexpected<CallError>(answered.error());
  heard();
  return Seen{"3f2a9c01b", "running", ""};
}

Answer<bool> ScriptedServer::release(const OuterIdentity&, const std::string&) {
  auto answered = answer("release", false);
  if (!answered) return tl::unexpected<CallError>(answered.error());
  return true;
}

Answer<Seen> ScriptedServer::cancel(const OuterIdentity&, const std::string&, const std::string&) {
  auto answered = answer("cancel", false);
  if (!answered) return tl::unexpected<CallError>(answered.error());
  return Seen{answered->value("run", "3f2a9c01b"), answered->value("state", "running"), ""};
}

Answer<EventPage> ScriptedServer::events(const std::string&, std::int64_t after, Millis wait) {
  Json page = next("events");
  if (page == kAway || page.contains("error")) {
    pulse_.pass(Millis{100}, !ending_);
    return failure(page);
  }
  EventPage answer;
  answer.state = page.value("state", "running");
  answer.waited = page.value("waited", true);
  const bool ended = page.value("ended", false);
  const bool idle = page.value("items", Json::array()).empty() && !ended;
  const Millis takes{page.value("takes_ms", std::int64_t{idle ? wait.count() : 5})};
  const Millis before = pulse_.now();
  const bool whole = pulse_.pass(takes > wait && !ended ? std::max(wait, Millis{5}) : takes, !ending_);
  const Millis rest = takes - (pulse_.now() - before);
  if (!whole || rest > Millis{0}) {
    // It has not happened yet, so it comes with a later call.
    page["takes_ms"] = std::max(Millis{5}, rest).count();
    script_["events"].push_front(page);
    return whole ? Answer<EventPage>(answer) : failure(kAway);
  }
  std::int64_t seq = after;
  for (const Json& item : page.value("items", Json::array())) answer.items.push_back(event_of(item, ++seq));
  answer.ended = ended;
  return answer;
}

Answer<RunState> ScriptedServer::show(const std::string&) {
  auto answered = answer("show", false);
  if (!answered) return tl::unexpected<CallError>(answered.error());
  RunState run{answered->value("state", "running"), answered->value("reason", ""), {}};
  const Json nodes = answered->value("nodes", Json::object());
  for (const auto& [title, state] : nodes.items()) run.nodes.push_back({title, state.get<std::string>(), "", 1});
  return run;
}

Answer<LogChunk> ScriptedServer::log(const std::string&, const std::string& node, int attempt, std::uint64_t offset) {
  ++calls["log"];
  auto& logs = script_["log"];
  const std::string name = node + (attempt > 0 ? "#" + std::to_string(attempt) : "");
  const Json all = logs.empty() ? Json::object() : logs.front();
  const std::string text = all.value(name, all.value(node, ""));
  const std::string rest = offset < text.size() ? text.substr(offset) : "";
  return LogChunk{rest, offset + rest.size(), true};
}

Result<std::string> ScriptedCancels::keep(const OuterIdentity&, const std::string&) {
  if (fails_) return make_error(messages::kSystemCall, {"write", "/w/spool", "No space left on device"});
  ++kept;
  return std::string("/w/spool/0123456789abcdef.cancel");
}

}  // namespace aiep::agent::test
