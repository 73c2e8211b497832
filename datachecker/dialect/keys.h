/// The keys of the two old checkers: one table each, and one of what the scheduler itself reads.
#pragma once

#include <span>
#include <string>

#include "datachecker/dialect/plan.h"

namespace aiep::check {

enum class Meaning {
  object,
  source_type,
  rung,
  match,
  extra_lines,
  wait,
  poll,
  earliest,
  earliest_next_day,
  priority,
  hourly,
  range_step,
  ignore_case,
  deny_views,
  quality_user,
  quality_default,
  quality_system,
  pause_on,
  pause_base,
  metastore_url,
  metastore_user,
  metastore_password,
  login_type,
  password_key,
  mask_url,
  mask_app,
  mask_token,
  no_effect,
};

struct KeyRule {
  const char* name;  ///< a `*` at the end stands for anything
  Meaning meaning;
  const char* fallback;  ///< the value of an absent key, nullptr = none
  const char *en, *zh;   ///< why it has no effect
};

std::span<const KeyRule> key_rules(FileDialect dialect);
/// Keys that every `.job` file may hold.
std::span<const KeyRule> scheduler_rules();

/// May stand once without and any number of times with `.N`.
bool is_numbered(Meaning meaning);

/// The rule for a key, nullptr when there is none; `suffix` is the N of `data.object.N`.
const KeyRule* find_rule(FileDialect dialect, const std::string& key, std::string& suffix);

/// The name that the dialect has for a meaning, "" when it has none.
std::string name_of(FileDialect dialect, Meaning meaning);

}  // namespace aiep::check
