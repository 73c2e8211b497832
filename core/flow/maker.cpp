#include <algorithm>

#include "core/flow/convert.h"

namespace aiep::flow {

Value* Maker::text(std::string_view text) {
  Value* value = out_.make(Kind::string, {});
  value->text = out_.keep(text);
  return value;
}

Value* Maker::number(std::int64_t number) {
  Value* value = out_.make(Kind::number, {});
  value->text = out_.keep(std::to_string(number));
  return value;
}

Value* Maker::copy(const Value& value) {
  Value* twin = out_.make(value.kind, {});
  *twin = value;
  twin->next = nullptr;
  return twin;
}

Value* Maker::put(Value* object, std::string_view key, Value* value) {
  value->key = out_.keep(key);
  object->append(value);
  return value;
}

void Maker::put_rest(Value* object, const Value& from, std::initializer_list<std::string_view> except) {
  for (const Value& member : from) {
    if (std::find(except.begin(), except.end(), member.key) == except.end()) put(object, member.key, copy(member));
  }
}

}  // namespace aiep::flow
