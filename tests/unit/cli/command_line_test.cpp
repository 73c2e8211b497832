// The command line itself, and the commands that need no server.
#include "apps/aiepctl/command_line.h"

#include <boost/test/unit_test.hpp>
#include <cstdlib>
#include <nlohmann/json.hpp>
#include <sstream>

#include "apps/aiepctl/cli.h"
#include "core/base/catalogue.h"

using namespace aiep;
using Json = nlohmann::ordered_json;

namespace {

struct Ran {
  int code;
  std::string out, err;
};

Ran aiepctl(const std::vector<std::string>& arguments) {
  ::setenv("TERM", "dumb", 1);
  ::setenv("LANG", "C.UTF-8", 1);
  std::ostringstream out, err;
  const int code = cli::run_cli(arguments, out, err);
  return {code, out.str(), err.str()};
}

}  // namespace

BOOST_AUTO_TEST_SUITE(command_line)

BOOST_AUTO_TEST_CASE(wrong_words_are_usage_errors_with_the_near_one) {
  for (const auto& [words, near] : std::vector<std::pair<std::vector<std::string>, std::string>>{
           {{"rnu", "x"}, "`run`"},
           {{"runs", "lst"}, "`list`"},
           {{"runs", "list", "--limt", "3"}, "`--limit`"},
           {{"run", "x.yaml", "--polcy=stop"}, "`--policy`"}}) {
    const Ran result = aiepctl(words);
    BOOST_TEST(result.code == 2);
    BOOST_TEST(result.out == "");
    BOOST_TEST(result.err.find("did you mean " + near) != std::string::npos, result.err);
  }
}

BOOST_AUTO_TEST_CASE(incomplete_lines_are_usage_errors) {
  for (const auto& words : std::vector<std::vector<std::string>>{{},
                                                                 {"runs"},
                                                                 {"run"},
                                                                 {"runs", "show"},
                                                                 {"runs", "show", "a", "b"},
                                                                 {"run", "x", "--policy", "never"},
                                                                 {"-o", "xml", "version"},
                                                                 {"run", "x.yaml", "--var"},
                                                                 {"completion", "tcsh"},
                                                                 {"dates", "--dialect", "x"}}) {
    BOOST_TEST(aiepctl(words).code == 2);
  }
}

BOOST_AUTO_TEST_CASE(usage_errors_say_what_is_wrong_in_both_languages) {
  struct Case {
    std::vector<std::string> words;
    const char *en, *zh;
  };
  for (const Case& line : std::vector<Case>{
           {{}, "AIEP-0011]: `aiepctl` wants a command: run, ", "AIEP-0011]: `aiepctl` 后缺少命令：run, "},
           {{"runs"},
            "AIEP-0011]: `aiepctl runs` wants a command: list, ",
            "AIEP-0011]: `aiepctl runs` 后缺少命令：list, "},
           {{"run"}, "`FILE|EXPERIMENT[@vN]` is missing", "缺少 `FILE|EXPERIMENT[@vN]`"},
           {{"runs", "mark", "a"}, "`--node` is missing", "缺少 `--node`"},
           {{"runs", "show", "a", "b"}, "`b` is one word too many", "多余的参数 `b`"},
           {{"qqqqqq"}, "unknown command `qqqqqq`", "未知命令 `qqqqqq`"},
           {{"rnu"}, "unknown command `rnu`; did you mean `run`?", "未知命令 `rnu`；是否指 `run`？"},
           {{"run", "x", "--qqqqqqqq"}, "unknown option `--qqqqqqqq`", "未知选项 `--qqqqqqqq`"},
           {{"run", "x", "--polcy=stop"}, "`--polcy`; did you mean `--policy`?", "`--polcy`；是否指 `--policy`？"},
           {{"run", "x", "--policy", "never"},
            "`never` is no value for `--policy`, which takes stop,finish-running,finish-possible",
            "`never` 不是 `--policy` 的有效值，可用：stop,finish-running,finish-possible"},
           {{"run", "x", "--var"}, "`--var` wants a value", "选项 `--var` 缺少值"},
           {{"run", "x", "--var", "novalue"},
            "`novalue` is no value for `--var`, which takes NAME=VALUE",
            "`novalue` 不是 `--var` 的有效值，可用：NAME=VALUE"},
           {{"run", "x", "--timeout", "soon"},
            "`soon` is no value for `--timeout`",
            "`soon` 不是 `--timeout` 的有效值"},
           {{"run", "x", "--detach", "--stop-on-interrupt"},
            "`--detach` and `--stop-on-interrupt` do not go together",
            "`--detach` 与 `--stop-on-interrupt` 不能同时使用"},
           {{"runs", "list", "--limit", "many"}, "`many` is no value for `--limit`", "`many` 不是 `--limit` 的有效值"},
           {{"runs", "rerun", "x", "--with-downstream"},
            "`--with-downstream` goes with `--node` only",
            "`--with-downstream` 只能与 `--node` 一起使用"},
           {{"validate", "/"}, "`/` is a folder", "`/` 是目录"}}) {
    for (const char* lang : {"en", "zh"}) {
      std::vector<std::string> words = line.words;
      words.insert(words.begin(), {"--lang", lang});
      const Ran result = aiepctl(words);
      BOOST_TEST(result.code == 2);
      BOOST_TEST(result.err.find(std::string(lang) == "zh" ? line.zh : line.en) != std::string::npos, result.err);
      BOOST_TEST(result.err.find("AIEP-0003") == std::string::npos, "no words of the library: " << result.err);
    }
  }
}

BOOST_AUTO_TEST_CASE(help_has_one_language_and_each_name_once) {
  const std::string zh = aiepctl({"experiments", "import", "--help", "--lang", "zh"}).out;
  BOOST_TEST(zh.find("用法: aiepctl experiments import [选项] FILE") != std::string::npos, zh);
  for (const char* english : {"Usage", "OPTIONS", "Options", "Positionals", "REQUIRED", "Subcommands"}) {
    BOOST_TEST(zh.find(english) == std::string::npos, english << " in " << zh);
    BOOST_TEST(aiepctl({"--help", "--lang", "zh"}).out.find(english) == std::string::npos, english);
  }
  BOOST_TEST(aiepctl({"runs", "list", "--help"}).out.find("Usage: aiepctl runs list [OPTIONS]") != std::string::npos);
  BOOST_TEST(aiepctl({"run", "--help"}).out.find("Usage: aiepctl run [OPTIONS]") != std::string::npos);
  BOOST_TEST(aiepctl({"--help"}).out.find("Usage: aiepctl [OPTIONS]") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(usage_errors_are_json_when_json_is_wanted) {
  for (const auto& words :
       std::vector<std::vector<std::string>>{{"rnu", "-o", "json"}, {"-ojson", "runs"}, {"--output=json", "run"}}) {
    const Ran result = aiepctl(words);
    BOOST_TEST(result.code == 2);
    BOOST_TEST(Json::parse(result.out).at("error").at("kind") == "invalid_argument");
  }
}

BOOST_AUTO_TEST_CASE(global_options_stand_anywhere) {
  const auto before = cli::parse_command_line({"--workspace", "/w", "-o", "name", "runs", "list"}, Lang::en);
  const auto behind = cli::parse_command_line({"runs", "list", "-o", "name", "--workspace=/w"}, Lang::en);
  BOOST_REQUIRE(before && behind);
  BOOST_TEST(before->workspace == behind->workspace);
  BOOST_TEST(before->output == behind->output);
  BOOST_TEST(behind->command == "runs list");
}

BOOST_AUTO_TEST_CASE(help_is_a_result) {
  const Ran result = aiepctl({"run", "--help"});
  BOOST_TEST(result.code == 0);
  BOOST_TEST(result.out.find("--detach") != std::string::npos);
  BOOST_TEST(aiepctl({"--help"}).out.find("exit codes") != std::string::npos);
  BOOST_TEST(aiepctl({"--help", "--lang", "zh"}).out.find("退出码") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(every_code_is_explained_in_both_languages) {
  BOOST_REQUIRE(!all_messages().empty());
  for (const Message* message : all_messages()) {
    const std::string code = to_string(message->code);
    const Json known = Json::parse(aiepctl({"explain", code, "-o", "json"}).out);
    for (const char* name : {"message", "message_zh", "hint", "hint_zh", "explain", "explain_zh"}) {
      BOOST_TEST(!known.at(name).get<std::string>().empty(), code << " has no " << name);
    }
    BOOST_TEST(aiepctl({"explain", code, "--lang", "zh"}).out.find(message->explain_zh) != std::string::npos, code);
  }
}

BOOST_AUTO_TEST_CASE(codes_in_every_spelling) {
  const std::string wanted = aiepctl({"explain", "AIEP-0801"}).out;
  BOOST_TEST(!wanted.empty());
  BOOST_TEST(aiepctl({"explain", "aiep-801"}).out == wanted);
  BOOST_TEST(aiepctl({"explain", "801"}).out == wanted);
  BOOST_TEST(aiepctl({"explain", "AIEP-9999"}).code == 3);
  BOOST_TEST(aiepctl({"explain", "nonsense"}).code == 3);
}

BOOST_AUTO_TEST_CASE(version_names_the_default_server) {
  const Json version = Json::parse(aiepctl({"version", "-o", "json", "--workspace", "/nowhere/w"}).out);
  BOOST_TEST(version.at("server") == "unix:/nowhere/w/run/aiepd.sock");
  BOOST_TEST(!version.at("commit").get<std::string>().empty());
}

BOOST_AUTO_TEST_CASE(completion_knows_every_command) {
  for (const char* shell : {"bash", "zsh", "fish"}) {
    const Ran result = aiepctl({"completion", shell});
    BOOST_TEST(result.code == 0);
    for (const auto& help : cli::describe_commands(Lang::en)) {
      BOOST_TEST(result.out.find(help.path) != std::string::npos, shell << " misses " << help.path);
    }
  }
}

BOOST_AUTO_TEST_SUITE_END()
