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

/// The database allows one live run per outer execution by a unique key; the key must say the truth.
void check_live_key(const View& view, const RunView& run, Violations& found) {
  const auto held = view.evidence.live_outer_of.find(run.row->id);
  const std::string holds = held == view.evidence.live_outer_of.end() ? "" : held->second;
  const std::string should = is_terminal(run.row->state) ? "" : run.row->outer_key;
  if (holds == should) return;
  found.push_back({0,
                   run.row->id,
                   "",
                   std::string("it is ") + to_string(run.row->state) + ", but the unique key of live runs holds " +
                       (holds.empty() ? "nothing" : "`" + holds + "`") + " for it",
                   rows({run.changes.empty() ? nullptr : run.changes.back()}),
                   {}});
}

/// What began after the run that an outer execution names is unknown to its agents.
void check_newest(const View& view, const std::map<std::string, std::vector<Life>>& lives, Violations& found) {
  for (const OuterRecord& outer : view.evidence.outers) {
    const auto its = lives.find(outer.key);
    if (its == lives.end()) continue;
    const auto later = [](const Life& a, const Life& b) { return a.first->seq < b.first->seq; };
    const Life& newest = *std::max_element(its->second.begin(), its->second.end(), later);
    if (newest.run == outer.run_id) continue;
    found.push_back({0,
                     newest.run,
                     "",
                     "it is the newest run of its outer execution, which names " +
                         (outer.run_id.empty() ? std::string("none") : "run " + outer.run_id),
                     rows({newest.first}),
                     {}});
  }
}

}  // namespace

Check check_one_live(const View& view, Violations& found) {
  std::map<std::string, std::vector<Life>> outer;
  std::map<std::string, const RunView*> by_key;
  for (const auto& [id, run] : view.runs) {
    if (run.row == nullptr) continue;
    const bool placed = !run.events.empty();
    if (!run.row->outer_key.empty() && placed) outer[run.row->outer_key].push_back(life_of(id, run));
    if (view.evidence.has_outers) check_live_key(view, run, found);
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
  check_newest(view, outer, found);
  for (auto& [key, lives] : outer) check_lives(key, std::move(lives), found);
  return {true, counted(outer.size(), "outer execution") + ", " + counted(by_key.size(), "caller's key")};
}

}  // namespace aiep::audit
