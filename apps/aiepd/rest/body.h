/// Reading the fields of a request body. The first problem sticks; the rest reads as absent.
#pragma once

#include <map>
#include <memory>
#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <string>
#include <vector>

#include "core/base/error.h"
#include "core/model/experiment.h"

namespace aiep::rest {

class Body {
 public:
  /// An empty text is an empty object. Nesting is limited.
  static Result<Body> parse(const std::string& text);

  bool has(const char* name) const;
  std::string text(const char* name, const std::string& fallback = "");
  bool flag(const char* name);
  int number(const char* name, int fallback);
  std::int64_t whole(const char* name, std::int64_t fallback);
  std::vector<std::string> texts(const char* name);
  std::map<std::string, std::string> text_map(const char* name);
  /// {text | text_base64, format, origin_dir, files:[{name, content | content_base64}]}
  std::optional<SourceDocument> source(const char* name);
  /// The fields of an inner object; its own finish() must be asked. Absent: an object without fields.
  Body object(const char* name);
  void fail(const std::string& field, const std::string& why);

  /// The first problem, an unknown field included.
  Status finish() const;

 private:
  explicit Body(std::shared_ptr<const nlohmann::ordered_json> object) : object_(std::move(object)) {}
  const nlohmann::ordered_json* find(const char* name);
  std::string bytes(const nlohmann::ordered_json& object, const std::string& name, const std::string& where);

  std::shared_ptr<const nlohmann::ordered_json> object_;
  std::vector<std::string> known_;
  std::optional<Error> error_;
  std::string prefix_;  ///< of the names in errors: "outer."
};

}  // namespace aiep::rest
