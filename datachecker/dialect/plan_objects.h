/// The objects of a file, with their sources, rungs and aggregates. Internal to the room.
#pragma once

#include "datachecker/dialect/entries.h"

namespace aiep::check {

void plan_objects(Entries& entries, CheckPlan& plan);

}  // namespace aiep::check
