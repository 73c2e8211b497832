#include "tests/support/audit_store.h"

#include <algorithm>

#include "core/audit/audit.h"

namespace aiep::test {

std::string audit_store(spi::Store& store) {
  audit::Evidence evidence;
  spi::RunQuery query;
  query.limit = 1000;
  do {
    const auto page = store.list_runs(query);
    if (!page) return "cannot be read: " + page.error().message();
    for (const RunRecord& listed : page->items) {
      const auto detail = store.get_run(listed.id);
      const auto events = store.events(listed.id, 0, 0);
      if (!detail || !events) return "run " + listed.id + " cannot be read";
      evidence.runs.push_back(detail->run);
      for (const TaskRecord& task : detail->tasks) evidence.tasks.push_back({task, "", false});
      evidence.attempts.insert(evidence.attempts.end(), detail->attempts.begin(), detail->attempts.end());
      evidence.events.insert(evidence.events.end(), events->begin(), events->end());
    }
    query.after = page->next;
  } while (!query.after.empty());
  std::sort(evidence.events.begin(), evidence.events.end(),
            [](const EventRecord& a, const EventRecord& b) { return a.seq < b.seq; });
  std::string text;
  for (const audit::Violation& v : audit::check(evidence).violations) {
    text += "I" + std::to_string(v.invariant) + " run " + v.run + " node " + v.node + ": " + v.text + "\n";
  }
  return text;
}

}  // namespace aiep::test
