#include "core/dates/zone.h"

#include <date/tz.h>

#include <stdexcept>

#include "core/base/messages/dates.h"

namespace aiep::dates {

Result<LocalSeconds> wall_time(TimePoint time, const std::string& zone) {
  try {
    const auto local = date::locate_zone(zone)->to_local(time);
    return LocalSeconds(std::chrono::floor<std::chrono::seconds>(local.time_since_epoch()));
  } catch (const std::runtime_error&) {
    return make_error(messages::kZoneUnknown, {zone});
  }
}

}  // namespace aiep::dates
