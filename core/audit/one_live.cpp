// I1. Lives are intervals of the event log: from the event that made a run to the one that ended it.
#include <algorithm>
#include <limits>

#include "core/audit/view.h"

namespace aiep::audit {
namespace {

struct Life {
  std::string run;
  const EventRecord* first = nullptr;
  const EventRecord* last = nullptr;  ///< nullptr = lives
};

Life life_of(const std::string& id, const RunView& run) {
  Life life{id, nullptr, run.end()};
  if (!run.events.empty()) life.first = run.events.front();
  return life;
}

void check_lives(const std::string& key, std::vector<Life> lives, Violations& found) {
  std::sort(lives.begin(), lives.end(), [](const Life& a, const Life& b) { return a.first->seq < b.first->seq; });
  const Life* longest = nullptr;
  for (const Life& life : lives) {
    const bool meet = longest != nullptr && (longest->last == nullptr || longest->last->seq > life.first->seq);
    if (meet) {
      found.push_back({0,
                       life.run,
                       "",
                       "it began while run " + longest->run + " of the same outer execution lived (" + key + ")",
                       rows({longest->first, life.first, longest->last}),
                       {}});
    }
    const auto end_of = [](const Life& l) {
      return l.last == nullptr ? std::numeric_limits<std::int64_t>::max() : l.last->seq;
    };
    if (longest == nullptr || end_of(life) > end_of(*longest)) longest = &life;
  }
}

}  // namespace

Check check_one_live(const View& view, Violations& found) {
  std::map<std::string, std::vector<Life>> outer;
  std::map<std::string, const RunView*> by_key;
  for (const auto& [id, run] : view.runs) {
    if (run.row == nullptr) continue;
    const auto key = view.evidence.outer_of.find(id);
    const bool placed = !run.events.empty();
    if (key != view.evidence.outer_of.end() && !key->second.empty() && placed) {
      outer[key->second].push_back(life_of(id, run));
    }
    if (run.row->key.empty()) continue;
    const auto [other, fresh] = by_key.emplace(run.row->key, &run);
    if (fresh) continue;
    found.push_back({0,
                     id,
                     "",
                     "it bears the caller's key `" + run.row->key + "`, and so does run " + other->second->row->id,
                     rows({life_of("", *other->second).first, life_of("", run).first}),
                     {}});
  }
  for (auto& [key, lives] : outer) check_lives(key, std::move(lives), found);
  return {true, counted(outer.size(), "outer execution") + ", " + counted(by_key.size(), "caller's key")};
}

}  // namespace aiep::audit
