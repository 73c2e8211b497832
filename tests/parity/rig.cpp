#include "tests/parity/rig.h"

#include <boost/test/unit_test.hpp>
#include <fstream>

#include "adapters/mock/mock_host.h"
#include "core/store/store_factory.h"
#include "tests/support/audit_store.h"
#include "tests/support/shell_type.h"

namespace aiep::parity {
namespace {

/// Of what a person does to a run beside the scheduler.
constexpr const char* kPerson = "vera";

engine::ImportRequest document(const std::string& node) {
  engine::ImportRequest source;
  source.source.format = SourceFormat::yaml;
  source.source.text = "apiVersion: aiep/v1\nkind: Experiment\nmetadata: {name: " + node +
                       "}\nnodes:\n  - {title: " + node + ", type: command, with: {run: 'true'}}\n";
  source.owner = "lena";
  return source;
}

/// States that need the backend's only place to be taken.
bool needs_a_full_backend(Inner inner) { return inner == State::queued || inner == State::skipped; }

}  // namespace

Rig::Rig(Inner inner, Policies policies) : policies_(policies) {
  auto opened = store::open_store("sqlite://" + (dir_ / "aiep.db"));
  BOOST_REQUIRE(opened.has_value());
  store_ = *opened;
  if (needs_a_full_backend(inner)) backend_->set_slots(1);
  boot();
  if (inner) bring(*inner);
}

Rig::~Rig() {
  engine_->stop();
  const std::string violations = test::audit_store(*store_);
  BOOST_TEST(violations.empty(), violations);
}

void Rig::boot() {
  registry_ = std::make_shared<spi::Registry>();
  BOOST_REQUIRE(registry_->add(std::make_shared<test::ShellType>()).has_value());
  BOOST_REQUIRE(registry_->add_backend("local", backend_).has_value());
  BOOST_REQUIRE(registry_->add_host(mock::make_mock_host(dir_ / "said")).has_value());
  engine::ServiceOptions options;
  options.workspace = dir_.path();
  options.owner = "test";
  options.lease = Millis(86'400'000);
  options.outer_sweep = Millis(0);
  engine_ = engine::make_engine(options, store_, registry_, clock_);
  BOOST_REQUIRE(engine_->start().has_value());
  const auto stop = [this](const std::string& id, const std::string& actor, const std::string& reason) {
    return run(id).cancel_requested_at ? Status() : engine_->stop_run(id, actor, reason);
  };
  watch_ = std::make_unique<engine::OuterWatch>(dynamic_cast<spi::OuterStore&>(*store_), *registry_, *clock_, stop,
                                                Millis(0));
  watch_->sweep();
}

engine::OuterAttach Rig::request(int attempt, const std::string& agent, Policies policies) {
  engine::OuterAttach attach;
  attach.identity = who(attempt);
  attach.agent = agent;
  attach.run.source = document("a");
  attach.run.submitter = "lena";
  attach.on_lost = policies.on_lost;
  attach.on_retry = policies.on_retry;
  return attach;
}

Result<engine::OuterAttached> Rig::attach(int attempt, const std::string& agent, Policies policies) {
  return engine_->attach(request(attempt, agent, policies), nullptr);
}

void Rig::cancel(int attempt) { BOOST_REQUIRE(engine_->cancel_outer(who(attempt), "scheduler", "killed").has_value()); }

RunRecord Rig::run(const std::string& id) const {
  auto record = store_->get_run_record(id);
  BOOST_REQUIRE(record.has_value());
  return *record;
}

State Rig::node() const {
  auto detail = store_->get_run(id_);
  BOOST_REQUIRE(detail.has_value());
  return detail->tasks.at(0).state;
}

int Rig::count(const std::string& event) const {
  int found = 0;
  const auto events = store_->events(id_, 0, 0).value();
  for (const EventRecord& e : events) found += e.event == event ? 1 : 0;
  return found;
}

template <class Condition>
void Rig::until(Condition condition, const std::string& what) {
  std::int64_t seen = 0;
  for (int i = 0; i < 2'000 && !condition(); ++i) {
    clock_->advance(Millis(10));
    auto events = engine_->wait_events(id_, seen, Millis(10));
    if (events && !events->empty()) seen = events->back().seq;
  }
  BOOST_REQUIRE_MESSAGE(condition(), what);
}

void Rig::until_over() {
  until([this] { return is_terminal(run().state); }, "the run ends");
}

void Rig::block_the_backend() {
  engine::RunRequest other;
  other.source = document("z");
  other.submitter = kPerson;
  auto accepted = engine_->start_run(other, nullptr);
  BOOST_REQUIRE(accepted.has_value());
  id_ = accepted->id;
  until([this] { return backend_->created("z") == 1; }, "the backend is full");
  blockers_ = 1;
}

void Rig::bring(State state) {
  if (needs_a_full_backend(state)) block_the_backend();
  if (state == State::submitting) backend_->set_away(true);
  auto first = attach(1, "first", policies_);
  BOOST_REQUIRE(first.has_value());
  id_ = first->run->id;
  const bool has_task = !needs_a_full_backend(state) && state != State::submitting;
  if (has_task) until([this] { return backend_->created("a") == 1 && node() == State::running; }, "the task runs");
  switch (state) {
    case State::queued:
    case State::submitting:
    case State::running: break;
    case State::waiting_for_data: backend_->end("a", spi::Phase::waiting_for_data, "missing: demo.t"); break;
    case State::unknown: backend_->end("a", spi::Phase::unknown, "nobody can see it"); break;
    case State::cancelling: backend_->set_cancel(spi::CancelOutcome::accepted); [[fallthrough]];
    case State::cancelled: BOOST_REQUIRE(engine_->stop_run(id_, kPerson, "").has_value()); break;
    case State::succeeded: backend_->end("a", spi::Phase::succeeded); break;
    case State::failed: backend_->end("a", spi::Phase::failed, "exit code 3"); break;
    case State::skipped: BOOST_REQUIRE(engine_->mark(id_, "a", State::skipped, kPerson, "").has_value()); break;
    case State::lost: backend_->forget("a"); break;
  }
  until([&] { return node() == state; }, to_string(state));
  if (is_terminal(state)) until_over();
}

void Rig::backend_answers(bool answers) {
  backend_->set_away(!answers);
  backend_->set_cancel(answers ? spi::CancelOutcome::done : spi::CancelOutcome::accepted);
}

void Rig::scheduler_says(const std::string& word) {
  std::ofstream(dir_ / "said", std::ios::app) << who(1).execution << ' ' << word << '\n';
}

void Rig::pass(Millis time, Millis step) {
  for (Millis gone{0}; gone < time; gone += step) {
    clock_->advance(step);
    engine_->wake();
    watch_->sweep();
  }
}

}  // namespace aiep::parity
