/// The lines that the agent writes. A reader that stops reading must not stop the agent, whose
/// lease would lapse: lines that nobody takes are dropped and counted.
#pragma once

#include <functional>
#include <string>
#include <string_view>

#include "core/base/catalogue.h"

namespace aiep::agent {

struct Speech {
  Lang lang = Lang::en;
  bool ascii = false;  ///< nothing beyond ASCII is written
};

/// From --lang ("" = none given) and the locale's variables. Chinese that the locale cannot write
/// becomes English, unless it was asked for by --lang: then the text is UTF-8 all the same.
Speech choose_speech(const std::string& flag, const std::function<std::string(const char*)>& environment);

/// One thread.
class Output {
 public:
  /// Takes a whole line with its end; false = not taken.
  using Sink = std::function<bool(std::string_view)>;
  Output(Speech speech, Sink sink) : speech_(speech), sink_(std::move(sink)) {}

  /// Writes one line; text from outside must have gone through safe().
  void line(const std::string& text);
  const char* pick(const char* en, const char* zh) const { return speech_.lang == Lang::zh ? zh : en; }
  std::string safe(std::string_view text, std::size_t limit = 1000) const;
  Lang lang() const { return speech_.lang; }

 private:
  Speech speech_;
  Sink sink_;
  long dropped_ = 0;
};

/// A sink over a file descriptor: a line that cannot be written within a fifth of a second is not
/// taken. Errors (a closed pipe) count as taken: there is nobody to tell.
Output::Sink descriptor_sink(int fd);

}  // namespace aiep::agent
