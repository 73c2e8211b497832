/// The other system's words and ours. Pure, so that a table can test it.
#pragma once

#include <string>

#include "core/spi/backend.h"

namespace aiep::template_backend {

/// RUNNING, DONE or ERROR.
std::string word_of_command(const std::string& command);
int exit_code_of_command(const std::string& command);
/// Total: a word that is not in the table is Phase::unknown with the word in the reason.
spi::TaskStatus status_of_word(const std::string& word, int exit_code);

}  // namespace aiep::template_backend
