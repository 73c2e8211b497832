#include "tests/contract/store_samples.h"

#include <boost/test/unit_test.hpp>

#include "core/store/store_factory.h"

namespace aiep::test {

std::shared_ptr<spi::Store> open_or_fail(const std::string& url) {
  auto store = store::open_store(url);
  BOOST_REQUIRE_MESSAGE(store.has_value(), (store ? "" : store.error().message()));
  return *store;
}

ExperimentRecord sample_experiment(const std::string& id) {
  return {id, "流失预测 😀", "gp-demo", "hadoop", "two\nlines 'quoted' \"twice\" \\ ?", kNoon};
}

VersionRecord sample_version(const std::string& experiment_id, int number) {
  VersionRecord v;
  v.experiment_id = experiment_id;
  v.number = number;
  v.source.format = SourceFormat::yaml;
  v.source.text = "kind: Experiment # 😀 :p1 ? ' \\";
  v.source.origin_dir = "/data/x/a b";
  v.source.files = {{"train.py", "print('中')"}, {"blob", std::string("\x00\xff\xfe\x01", 4)}};
  v.created_at = kNoon;
  return v;
}

spi::RunDetail sample_run(const std::string& id, int tasks) {
  spi::RunDetail d;
  RunRecord& r = d.run;
  r.id = id;
  r.experiment_id = "9007199254740993";
  r.experiment_name = "流失预测";
  r.group = "gp-demo";
  r.version = 3;
  r.version_closed = true;
  r.reason = "waits";
  r.submitter = "hadoop";
  r.backend = "mock";
  r.policy = FailurePolicy::finish_possible;
  r.logical_time = kNoon;
  r.zone = "Asia/Shanghai";
  r.run_date = "20240229";
  r.variables = {{"rate", "0.10"}, {"名", "𝒳 'q'"}, {"big", "9007199254740993"}};
  r.parent_key = "0123.1.1";
  r.rerun_of = "000000001";
  r.created_at = kNoon;
  for (int i = 0; i < tasks; ++i) {
    TaskRecord t;
    t.run_id = id;
    t.node_id = "n" + std::to_string(i);
    t.title = "节点 " + std::to_string(i);
    t.type = "python";
    t.position = i;
    if (i > 0) t.needs = {"n" + std::to_string(i - 1)};
    t.spec = R"({"command":"echo 😀 :x ?"})";
    t.retries = 2;
    t.reason = "dependency";
    d.tasks.push_back(t);
  }
  return d;
}

EventRecord sample_event(const std::string& run, const std::string& event) {
  return {0, kNoon, "engine", run, "n0", 1, event, "queued", "submitting", "ready"};
}

AttemptRecord sample_attempt(const std::string& run, const std::string& node, int number) {
  AttemptRecord a;
  a.run_id = run;
  a.node_id = node;
  a.number = number;
  a.key = run + "." + node + "." + std::to_string(number);
  a.handle = "16777217";
  a.reason = "because";
  a.exit_code = 0;
  a.signal = 9;
  a.started_at = kNoon;
  a.cancel_since = kNoon + Millis(1);
  a.unknown_since = kNoon + Millis(2);
  a.cancel_attempts = 3;
  a.cancel_error = "refused";
  return a;
}

void check_same(const RunRecord& a, const RunRecord& b) {
  BOOST_TEST(a.id == b.id);
  BOOST_TEST(a.key == b.key);
  BOOST_TEST(a.experiment_id == b.experiment_id);
  BOOST_TEST(a.experiment_name == b.experiment_name);
  BOOST_TEST(a.group == b.group);
  BOOST_TEST(a.version == b.version);
  BOOST_TEST(a.version_closed == b.version_closed);
  BOOST_TEST(to_string(a.state) == to_string(b.state));
  BOOST_TEST(a.reason == b.reason);
  BOOST_TEST(a.submitter == b.submitter);
  BOOST_TEST(a.backend == b.backend);
  BOOST_TEST(to_string(a.policy) == to_string(b.policy));
  BOOST_TEST((a.logical_time == b.logical_time));
  BOOST_TEST(a.zone == b.zone);
  BOOST_TEST(a.run_date == b.run_date);
  BOOST_TEST((a.variables == b.variables));
  BOOST_TEST(a.parent_key == b.parent_key);
  BOOST_TEST(a.rerun_of == b.rerun_of);
  BOOST_TEST((a.created_at == b.created_at));
  BOOST_TEST((a.started_at == b.started_at));
  BOOST_TEST((a.ended_at == b.ended_at));
  BOOST_TEST((a.cancel_requested_at == b.cancel_requested_at));
  BOOST_TEST(a.cancel_actor == b.cancel_actor);
  BOOST_TEST(a.lease_epoch == b.lease_epoch);
}

void check_same(const TaskRecord& a, const TaskRecord& b) {
  BOOST_TEST(a.run_id == b.run_id);
  BOOST_TEST(a.node_id == b.node_id);
  BOOST_TEST(a.title == b.title);
  BOOST_TEST(a.type == b.type);
  BOOST_TEST(a.position == b.position);
  BOOST_TEST((a.needs == b.needs));
  BOOST_TEST(a.spec == b.spec);
  BOOST_TEST(a.retries == b.retries);
  BOOST_TEST(to_string(a.state) == to_string(b.state));
  BOOST_TEST(a.reason == b.reason);
  BOOST_TEST(a.attempt == b.attempt);
  BOOST_TEST((a.started_at == b.started_at));
  BOOST_TEST((a.ended_at == b.ended_at));
  BOOST_TEST((a.not_before == b.not_before));
}

void check_same(const AttemptRecord& a, const AttemptRecord& b) {
  BOOST_TEST(a.run_id == b.run_id);
  BOOST_TEST(a.node_id == b.node_id);
  BOOST_TEST(a.number == b.number);
  BOOST_TEST(to_string(a.state) == to_string(b.state));
  BOOST_TEST(a.reason == b.reason);
  BOOST_TEST(a.key == b.key);
  BOOST_TEST(a.handle == b.handle);
  BOOST_TEST((a.exit_code == b.exit_code));
  BOOST_TEST((a.signal == b.signal));
  BOOST_TEST((a.started_at == b.started_at));
  BOOST_TEST((a.ended_at == b.ended_at));
  BOOST_TEST((a.cancel_since == b.cancel_since));
  BOOST_TEST((a.unknown_since == b.unknown_since));
  BOOST_TEST(a.cancel_attempts == b.cancel_attempts);
  BOOST_TEST(a.cancel_error == b.cancel_error);
}

}  // namespace aiep::test
