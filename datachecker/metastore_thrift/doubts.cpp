#include "datachecker/metastore_thrift/doubts.h"

namespace aiep::check::hms {

Doubts::State Doubts::state(Column column, Width width, const std::string& text) const {
  if (width == Width::latin1) return State::works;
  const auto known = widths_.find({column, width});
  if (known != widths_.end() && known->second.until > Clock::now()) return known->second.state;
  const auto doubtful = texts_.find({column, text});
  return doubtful != texts_.end() && doubtful->second > Clock::now() ? State::doubtful : State::fresh;
}

void Doubts::learn(Column column, Width width, bool works, std::chrono::milliseconds lasts) {
  widths_[{column, width}] = {works ? State::works : State::cannot, Clock::now() + lasts};
}

void Doubts::doubt(Column column, const std::string& text, std::chrono::milliseconds lasts) {
  const auto now = Clock::now();
  std::erase_if(texts_, [&](const auto& one) { return one.second <= now; });
  texts_[{column, text}] = now + lasts;
}

}  // namespace aiep::check::hms
