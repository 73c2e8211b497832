#include "datachecker/mask/mask.h"

#include <nlohmann/json.hpp>
#include <random>

#include "core/base/messages/check_dialect.h"
#include "core/base/messages/checker.h"
#include "core/http/client.h"
#include "datachecker/mask/md5.h"
#include "datachecker/object.h"

namespace aiep::check {
namespace {

using nlohmann::json;
using spi::ObjectAnswer;
using spi::ObjectQuestion;
using spi::Verdict;

std::string five_digits() {
  std::random_device random;
  return std::to_string(std::uniform_int_distribution<int>(10'000, 99'999)(random));
}

/// The ampersands are doubled: that is how the service was always called.
std::string signed_query(const MaskOptions& options) {
  const std::string nonce = five_digits();
  const std::string time = std::to_string(to_ms(SystemClock().now()) / 1000);
  const std::string signature = md5_hex(md5_hex(options.app + nonce + time) + options.token);
  return "?appid=" + http::url_encode(options.app) + "&&nonce=" + nonce + "&&timestamp=" + time +
         "&&signature=" + signature;
}

std::string form_of(const ObjectQuestion& question) {
  return "targetDb=" + http::url_encode(question.database) + "&targetTable=" + http::url_encode(question.table) +
         "&partition=" + http::url_encode(partition_name(question));
}

/// The code as a text, "" when there is none. It may be a number, and other fields may be nested.
std::string code_of(const std::string& body, std::string& message) {
  const json answer = json::parse(body, nullptr, false);
  if (!answer.is_object()) return "";
  for (const char* name : {"message", "msg"}) {
    if (answer.contains(name) && answer[name].is_string()) message = answer[name].get<std::string>();
  }
  const auto code = answer.find("code");
  if (code == answer.end()) return "";
  if (code->is_string()) return code->get<std::string>();
  return code->is_number_integer() ? std::to_string(code->get<std::int64_t>()) : "";
}

bool is_own_trouble(const std::string& code) { return code.size() == 3 && code[0] == '5'; }

class Mask final : public spi::CheckBackend {
 public:
  explicit Mask(MaskOptions options) : options_(std::move(options)) {
    const std::size_t slash = options_.url.find('/', options_.url.find("://") + 3);
    http::Endpoint endpoint;
    endpoint.base_url = options_.url.substr(0, slash);
    path_ = slash == std::string::npos ? "/" : options_.url.substr(slash);
    client_ = std::make_unique<http::Client>(std::move(endpoint));
  }

  Result<std::vector<ObjectAnswer>> ask(const std::vector<ObjectQuestion>& questions) override {
    std::vector<ObjectAnswer> answers;
    std::string away;
    for (const ObjectQuestion& raw : questions) {
      const ObjectQuestion question = folded(raw);
      ObjectAnswer answer;
      if (question.rung != spi::Rung::exists) {
        answer = refuse_rung(question);
      } else if (away.empty()) {
        answer = ask_one(question, away);
      } else {
        answer.evidence = "not asked: " + away;
      }
      answer.rung = to_string(question.rung);
      answers.push_back(std::move(answer));
    }
    return answers;
  }

 private:
  static ObjectAnswer refuse_rung(const ObjectQuestion& question) {
    ObjectAnswer answer;
    answer.verdict = Verdict::refused;
    answer.evidence =
        make_error(messages::kCheckRung, {to_string(question.rung), "the mask service", "exists"}).message();
    return answer;
  }

  ObjectAnswer ask_one(const ObjectQuestion& question, std::string& away) {
    http::Request request;
    request.method = "POST";
    request.path = path_ + signed_query(options_);
    request.body = form_of(question);
    request.headers["Content-Type"] = "application/x-www-form-urlencoded";
    request.timeout = options_.timeout;
    auto response = client_->request(request);
    ObjectAnswer answer;
    if (!response) {
      away = response.error().message();
      answer.evidence = away;
    } else if (response->status != 200) {
      answer.evidence = "the mask service answered HTTP " + std::to_string(response->status);
    } else {
      judge(question, response->body, answer);
    }
    return answer;
  }

  static void judge(const ObjectQuestion& question, const std::string& body, ObjectAnswer& answer) {
    std::string message;
    const std::string code = code_of(body, message);
    if (code.empty()) {
      answer.evidence = "the mask service answered without a code";
      return;
    }
    answer.evidence = "the mask service answered code " + code + (message.empty() ? "" : ": " + message);
    if (code == "200") {
      answer.verdict = Verdict::present;
    } else if (code == "1011") {
      answer.verdict = Verdict::refused;
      answer.evidence += " (no such database or table)";
    } else if (!is_own_trouble(code)) {
      answer.verdict = Verdict::absent;
      answer.missing = to_text(question) + " (code " + code + ")";
    }
  }

  MaskOptions options_;
  std::string path_;
  std::unique_ptr<http::Client> client_;
};

}  // namespace

std::unique_ptr<spi::CheckBackend> make_mask(MaskOptions options) { return std::make_unique<Mask>(std::move(options)); }

Result<std::unique_ptr<spi::CheckBackend>> make_mask(const SourceUri& uri, const std::string& token) {
  if (uri.hosts.size() != 1) {
    return make_error(messages::kSourceUri,
                      {uri.text, "it names more than one host", "mask+http://app@host:port/path"});
  }
  const auto& [host, port] = uri.hosts.front();
  MaskOptions options;
  options.url = uri.scheme.substr(uri.scheme.find('+') + 1) + "://" + host +
                (port == 0 ? "" : ":" + std::to_string(port)) + uri.path;
  // Operators' files end the address in the question mark that begins the query.
  if (options.url.ends_with("?")) options.url.pop_back();
  options.app = uri.user;
  options.token = token;
  return make_mask(std::move(options));
}

}  // namespace aiep::check
