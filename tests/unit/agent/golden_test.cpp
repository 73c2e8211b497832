// Every scenario of tests/cases/agent: NAME.json is the script, NAME.en and NAME.zh what must be written.
#include <algorithm>
#include <boost/test/unit_test.hpp>
#include <filesystem>
#include <fstream>

#include "core/base/files.h"
#include "tests/unit/agent/scripted.h"

namespace aiep::agent::test {
namespace {

const std::filesystem::path kCases = std::filesystem::path(AIEP_SOURCE_DIR) / "tests/cases/agent";

struct Played {
  std::string text;
  int code = -1;
  std::map<std::string, int> calls;
  int kept = 0, dropped = 0, handed_over = 0;
  Millis longest_silence{0}, end{0};
};

AgentOptions options_of(const Json& script, const std::string& name) {
  AgentOptions options;
  options.attach.identity = {"cron", "", "", "nightly-20260131", name, script.value("attempt", 0)};
  options.attach.run.experiment = "churn";
  options.attach.on_lost = lost_policy_from(script.value("on_lost", "cancel")).value();
  options.attach.on_retry = retry_policy_from(script.value("on_retry", "retry-from-failed")).value();
  options.page = script.value("page", "https://ml.example.com");
  options.where = " --workspace /w";
  return options;
}

Played play(const Json& script, const std::string& name, Lang lang) {
  Played played;
  ScriptedPulse pulse(script);
  ScriptedServer server(script.value("calls", Json::object()), pulse);
  ScriptedHost host(script.value("full_codes", true));
  ScriptedCancels cancels(script.value("spool_fails", false));
  Output out({lang, lang == Lang::en && script.value("ascii", false)}, [&](std::string_view line) {
    played.text += line;
    return true;
  });
  played.code = Agent(options_of(script, name), {server, pulse, out, host, cancels}).run();
  played.calls = server.calls;
  played.kept = cancels.kept;
  played.dropped = cancels.dropped;
  played.handed_over = cancels.handed_over;
  played.longest_silence = server.longest_silence;
  played.end = pulse.now();
  return played;
}

void check_expectations(const Json& expect, const Played& played) {
  const std::map<std::string, std::int64_t> known{{"kept", played.kept},
                                                  {"dropped", played.dropped},
                                                  {"handed_over", played.handed_over},
                                                  {"end_ms", played.end.count()}};
  for (const auto& [name, value] : expect.items()) {
    const auto it = known.find(name);
    const auto call = played.calls.find(name);
    const std::int64_t found = it != known.end() ? it->second : call == played.calls.end() ? 0 : call->second;
    BOOST_TEST_CONTEXT(name) BOOST_TEST(found == value.get<std::int64_t>());
  }
}

/// What holds whatever the scenario.
void check_contract(const Json& script, const Played& played, Lang lang) {
  const std::string& text = played.text;
  BOOST_REQUIRE(text.ends_with("\n"));
  const std::size_t last = text.rfind('\n', text.size() - 2) + 1;
  const std::string result = text.substr(last);
  BOOST_TEST(result.starts_with("AIEP_RESULT run="));
  BOOST_TEST(result.find(" exit=" + std::to_string(played.code) + " reason=\"") != std::string::npos);
  BOOST_TEST(text.find("AIEP_RESULT") == last);
  for (const char c : text) BOOST_REQUIRE((c == '\n' || static_cast<unsigned char>(c) >= 0x20));
  if (lang == Lang::en && script.value("ascii", false)) {
    BOOST_TEST(std::all_of(text.begin(), text.end(), [](char c) { return static_cast<unsigned char>(c) < 0x80; }));
  }
  // A third of the lease, and what one call may take.
  if (script.value("watch_lease", true)) BOOST_TEST(played.longest_silence.count() <= 20'000 + 1'000);
}

void check_scenario(const std::filesystem::path& path, Lang lang) {
  const std::string name = path.stem().string();
  const Json script = Json::parse(read_file(path.string()).value());
  const std::string ending = lang == Lang::zh ? ".zh" : ".en";
  const Played played = play(script, name, lang);
  // Beside the build, to be looked at and copied when a change is meant.
  const std::filesystem::path actual = std::filesystem::path(AIEP_BINARY_DIR) / "agent-golden" / (name + ending);
  std::filesystem::create_directories(actual.parent_path());
  std::ofstream(actual) << played.text;
  const auto expected = read_file((kCases / (name + ending)).string());
  BOOST_TEST(expected.has_value());
  if (expected) BOOST_TEST(played.text == *expected);
  check_contract(script, played, lang);
  check_expectations(script.value("expect", Json::object()), played);
}

}  // namespace

BOOST_AUTO_TEST_SUITE(agent_golden)

BOOST_AUTO_TEST_CASE(every_scenario_in_both_languages) {
  int scenarios = 0;
  for (const auto& entry : std::filesystem::directory_iterator(kCases)) {
    if (entry.path().extension() != ".json") continue;
    ++scenarios;
    for (const Lang lang : {Lang::en, Lang::zh}) {
      BOOST_TEST_CONTEXT(entry.path().filename().string() << (lang == Lang::zh ? " zh" : " en")) {
        check_scenario(entry.path(), lang);
      }
    }
  }
  BOOST_TEST(scenarios >= 20);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace aiep::agent::test
