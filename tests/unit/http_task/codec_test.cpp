#include <boost/test/unit_test.hpp>

#include "adapters/http_task/http_task_codec.h"

using namespace aiep;
using namespace aiep::http_task;
using spi::Phase;

namespace {

std::string document(const std::string& phase, const std::string& exit_code = "null", const std::string& sig = "null") {
  return R"({"key":"r1.0.1","uid":"u1","generation":3,"owner":"o","phase":")" + phase +
         R"(","reason":"why","exit_code":)" + exit_code + R"(,"signal":)" + sig +
         R"(,"created_at":100,"started_at":200,"ended_at":300})";
}

Phase phase_of(const std::string& text) { return status_of(read_task(text).value()).phase; }

}  // namespace

BOOST_AUTO_TEST_SUITE(http_task_codec)

BOOST_AUTO_TEST_CASE(a_document_is_read_whole) {
  const TaskDocument task = read_task(document("failed", "3")).value();
  BOOST_TEST(task.key == "r1.0.1");
  BOOST_TEST(task.uid == "u1");
  BOOST_TEST(task.owner == "o");
  BOOST_TEST(task.generation == 3);
  const spi::TaskStatus status = status_of(task);
  BOOST_CHECK(status.phase == Phase::failed);
  BOOST_TEST(status.reason == "why");
  BOOST_TEST(status.exit_code.value() == 3);
  BOOST_TEST(to_ms(status.started_at.value()) == 200);
  BOOST_TEST(to_ms(status.ended_at.value()) == 300);
}

BOOST_AUTO_TEST_CASE(every_word_has_one_meaning_and_others_have_none) {
  BOOST_CHECK(phase_of(document("waiting")) == Phase::pending);
  BOOST_CHECK(phase_of(document("running")) == Phase::running);
  BOOST_CHECK(phase_of(document("stopping")) == Phase::running);
  BOOST_CHECK(phase_of(document("succeeded", "0")) == Phase::succeeded);
  BOOST_CHECK(phase_of(document("failed", "1")) == Phase::failed);
  BOOST_CHECK(phase_of(document("failed", "null", "9")) == Phase::failed);
  BOOST_CHECK(phase_of(document("cancelled")) == Phase::cancelled);
  for (const char* word : {"", "SUCCEEDED", "succeeded ", "done", "paused-by-admin", "7"}) {
    const spi::TaskStatus status = status_of(read_task(document(word, "0")).value());
    BOOST_CHECK(status.phase == Phase::unknown);
    BOOST_TEST(status.reason.find("`" + std::string(word) + "`") != std::string::npos);
    BOOST_TEST(!status.exit_code.has_value());
  }
}

BOOST_AUTO_TEST_CASE(an_end_that_contradicts_itself_is_no_verdict) {
  BOOST_CHECK(phase_of(document("succeeded", "3")) == Phase::unknown);
  BOOST_CHECK(phase_of(document("succeeded")) == Phase::unknown);
  BOOST_CHECK(phase_of(document("succeeded", "0", "9")) == Phase::unknown);
  BOOST_CHECK(phase_of(document("failed", "0")) == Phase::unknown);
}

BOOST_AUTO_TEST_CASE(what_is_cut_or_of_another_kind_is_no_document) {
  const std::string whole = document("succeeded", "0");
  for (std::size_t length = 0; length < whole.size(); ++length) {
    BOOST_TEST(!read_task(whole.substr(0, length)).has_value(), length);
  }
  for (const char* text :
       {"null", "[]", "{}", "7", R"({"phase":"succeeded"})", "<html/>", R"({"error":"no-such-task"})"}) {
    BOOST_TEST(!read_task(text).has_value(), text);
  }
  BOOST_TEST(!read_task(document("succeeded", "\"0\"")).has_value());
  BOOST_TEST(!read_task(document("succeeded", "0.5")).has_value());
}

BOOST_AUTO_TEST_CASE(a_list_is_whole_or_none) {
  BOOST_TEST(read_list(R"({"tasks":[]})").value().empty());
  BOOST_TEST(read_list(R"({"tasks":[)" + document("running") + "]}").value().size() == 1u);
  BOOST_TEST(!read_list(R"({"tasks":[)" + document("running") + ",{}]}").has_value());
  BOOST_TEST(!read_list("[]").has_value());
  BOOST_TEST(!read_list(R"({"tasks":null})").has_value());
}

BOOST_AUTO_TEST_CASE(a_refusal_says_of_what_it_speaks) {
  BOOST_TEST(read_refusal(R"({"error":"no-such-task","key":"a"})").value().key == "a");
  BOOST_TEST(read_refusal(R"({"error":"bad-json"})").value().key.empty());
  for (const char* text : {"", "404", R"({"error":7})", R"({"error":"x","key":7})", "<html>not found</html>"}) {
    BOOST_TEST(!read_refusal(text).has_value(), text);
  }
}

BOOST_AUTO_TEST_CASE(a_handle_names_one_object) {
  const Handle handle = parse_handle(handle_of(read_task(document("running")).value()));
  BOOST_TEST(handle.key == "r1.0.1");
  BOOST_TEST(handle.uid == "u1");
  BOOST_TEST(parse_handle("r9.9.9").key == "r9.9.9");
  BOOST_TEST(parse_handle("r9.9.9").uid.empty());
}

BOOST_AUTO_TEST_CASE(a_create_carries_the_task_and_refuses_bytes) {
  spi::TaskRequest request;
  request.key = "r1.0.1";
  request.run_id = "r1";
  request.spec.title = "训练";
  request.spec.command = "true";
  request.spec.env["AIEP_RUN_ID"] = "forged";
  request.spec.files.push_back({"a.sh", "echo", true});
  const std::string body = write_create(request, "o", from_ms(77)).value();
  BOOST_TEST(body.find(R"("AIEP_RUN_ID":"r1")") != std::string::npos);
  BOOST_TEST(body.find(R"("AIEP_TASK_KEY":"r1.0.1")") != std::string::npos);
  BOOST_TEST(body.find(R"("valid_until":77)") != std::string::npos);
  BOOST_TEST(body.find("forged") == std::string::npos);
  request.spec.files[0].content = "\xff\xfe";
  BOOST_CHECK(write_create(request, "o", from_ms(77)).error().kind == ErrorKind::invalid_argument);
}

BOOST_AUTO_TEST_SUITE_END()
