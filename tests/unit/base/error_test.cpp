// Kinds of errors and what follows from them.
#include "core/base/error.h"

#include <boost/test/unit_test.hpp>

#include "core/base/catalogue.h"
#include "core/base/messages/general.h"

namespace aiep {

BOOST_AUTO_TEST_SUITE(errors)

BOOST_AUTO_TEST_CASE(facts_of_the_kinds) {
  struct Row {
    ErrorKind kind;
    const char* name;
    bool retryable;
    int http, exit;
  };
  const Row rows[] = {{ErrorKind::invalid_argument, "invalid_argument", false, 400, 2},
                      {ErrorKind::not_found, "not_found", false, 404, 3},
                      {ErrorKind::already_exists, "already_exists", false, 409, 5},
                      {ErrorKind::failed_precondition, "failed_precondition", false, 409, 5},
                      {ErrorKind::unauthenticated, "unauthenticated", false, 401, 4},
                      {ErrorKind::permission_denied, "permission_denied", false, 403, 4},
                      {ErrorKind::quota_exceeded, "quota_exceeded", false, 429, 6},
                      {ErrorKind::unavailable, "unavailable", true, 503, 7},
                      {ErrorKind::deadline_exceeded, "deadline_exceeded", true, 504, 124},
                      {ErrorKind::outcome_unknown, "outcome_unknown", false, 502, 7},
                      {ErrorKind::cancelled, "cancelled", false, 409, 8},
                      {ErrorKind::protocol, "protocol", false, 502, 7},
                      {ErrorKind::remote_failed, "remote_failed", false, 502, 1},
                      {ErrorKind::not_supported, "not_supported", false, 501, 2},
                      {ErrorKind::internal, "internal", false, 500, 70}};
  BOOST_TEST(std::size(rows) == static_cast<std::size_t>(ErrorKind::internal) + 1);
  for (const Row& row : rows) {
    const KindFacts& facts = kind_facts(row.kind);
    BOOST_TEST(facts.name == std::string(row.name));
    BOOST_TEST(facts.retryable == row.retryable, row.name);
    BOOST_TEST(facts.http_status == row.http, row.name);
    BOOST_TEST(facts.exit_code == row.exit, row.name);
    BOOST_TEST((kind_from_name(row.name) == row.kind), row.name);
  }
  for (const char* word : {"", "Internal", "nonsense"}) BOOST_TEST((kind_from_name(word) == ErrorKind::internal));
}

BOOST_AUTO_TEST_CASE(an_error_takes_kind_and_words_from_its_entry) {
  const Error error =
      make_error(messages::kFileTooLarge, {"/data/x", "10"}).at({"flow.yaml", 3, 7, "$.nodes[3].title"});
  const Message* entry = find_message(messages::kFileTooLarge);
  BOOST_REQUIRE(entry != nullptr);
  BOOST_TEST((error.kind == entry->kind));
  BOOST_TEST(error.message() == fill(entry->text_en, {"/data/x", "10"}));
  BOOST_TEST(error.message().find("/data/x") != std::string::npos);
  BOOST_TEST(render_text(error, Lang::zh) == fill(entry->text_zh, error.args));
  BOOST_TEST(render_hint(error, Lang::en) == fill(entry->hint_en, error.args));
  BOOST_TEST(render_hint(error, Lang::zh) == fill(entry->hint_zh, error.args));
  BOOST_TEST(error.place.file == "flow.yaml");
  BOOST_TEST(error.place.line == 3);
  BOOST_TEST(error.place.column == 7);
  BOOST_TEST(error.place.path == "$.nodes[3].title");
}

BOOST_AUTO_TEST_CASE(a_code_nobody_knows_is_internal) {
  const Error error = make_error(Code{9998}, {"x"});
  BOOST_TEST((error.kind == ErrorKind::internal));
  BOOST_TEST(error.message() == "");
  BOOST_TEST(to_string(error.code) == "AIEP-9998");
  BOOST_TEST(to_string(Code{42}) == "AIEP-0042");
}

BOOST_AUTO_TEST_CASE(a_result_is_a_value_or_an_error) {
  const Result<std::string> good = std::string("x");
  const Result<std::string> bad = make_error(messages::kInternal, {"y"});
  BOOST_TEST((good.has_value() && *good == "x"));
  BOOST_TEST((!bad && bad.error().code == messages::kInternal));
  BOOST_TEST(Status().has_value());
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace aiep
