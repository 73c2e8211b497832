#include "core/base/catalogue.h"

#include <algorithm>
#include <numeric>

#include "core/base/messages/areas.h"

namespace aiep {
namespace {

std::vector<const Message*> collect() {
  std::vector<const Message*> all;
  for (auto area :
       {messages::general(), messages::flow(), messages::dates(), messages::store(), messages::engine(),
        messages::backend(), messages::checker(), messages::check_dialect(), messages::plugin(), messages::server()}) {
    for (const Message& entry : area) all.push_back(&entry);
  }
  std::sort(all.begin(), all.end(), [](const Message* a, const Message* b) { return a->code.number < b->code.number; });
  return all;
}

const std::vector<const Message*>& table() {
  static const std::vector<const Message*> all = collect();
  return all;
}

std::size_t edit_distance(std::string_view a, std::string_view b) {
  std::vector<std::size_t> row(b.size() + 1);
  std::iota(row.begin(), row.end(), std::size_t{0});
  for (std::size_t i = 1; i <= a.size(); ++i) {
    std::size_t diagonal = row[0];
    row[0] = i;
    for (std::size_t j = 1; j <= b.size(); ++j) {
      const std::size_t replaced = diagonal + (a[i - 1] == b[j - 1] ? 0 : 1);
      diagonal = row[j];
      row[j] = std::min({row[j] + 1, row[j - 1] + 1, replaced});
    }
  }
  return row[b.size()];
}

std::string render(const Error& error, const char* (*pick)(const Message&)) {
  const Message* entry = find_message(error.code);
  return entry ? fill(pick(*entry), error.args) : std::string();
}

}  // namespace

const Message* find_message(Code code) {
  const auto& all = table();
  auto it =
      std::lower_bound(all.begin(), all.end(), code.number, [](const Message* m, int n) { return m->code.number < n; });
  return it != all.end() && (*it)->code == code ? *it : nullptr;
}

std::span<const Message* const> all_messages() { return table(); }

std::string fill(std::string_view text, const std::vector<std::string>& args) {
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const bool slot =
        text[i] == '{' && i + 2 < text.size() && text[i + 2] == '}' && text[i + 1] >= '0' && text[i + 1] <= '9';
    const std::size_t index = slot ? static_cast<std::size_t>(text[i + 1] - '0') : 0;
    if (slot && index < args.size()) {
      out += args[index];
      i += 2;
    } else {
      out += text[i];
    }
  }
  return out;
}

std::string render_text(const Error& error, Lang lang) {
  return lang == Lang::zh ? render(error, [](const Message& m) { return m.text_zh; })
                          : render(error, [](const Message& m) { return m.text_en; });
}

std::string render_hint(const Error& error, Lang lang) {
  return lang == Lang::zh ? render(error, [](const Message& m) { return m.hint_zh; })
                          : render(error, [](const Message& m) { return m.hint_en; });
}

std::string nearest(std::string_view word, std::span<const std::string> candidates) {
  std::string best;
  std::size_t best_distance = 3;
  for (const std::string& candidate : candidates) {
    // Also keeps a huge word cheap.
    if (candidate.size() > word.size() + 2 || word.size() > candidate.size() + 2) continue;
    const std::size_t distance = edit_distance(word, candidate);
    if (distance < best_distance) {
      best = candidate;
      best_distance = distance;
    }
  }
  return best;
}

}  // namespace aiep
