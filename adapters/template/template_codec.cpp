#include "adapters/template/template_codec.h"

#include <cstdlib>

namespace aiep::template_backend {
namespace {

struct Word {
  const char* word;
  spi::Phase phase;
};

constexpr Word kWords[] = {
    {"WAITING", spi::Phase::pending}, {"RUNNING", spi::Phase::running},   {"DONE", spi::Phase::succeeded},
    {"ERROR", spi::Phase::failed},    {"STOPPED", spi::Phase::cancelled},
};

}  // namespace

int exit_code_of_command(const std::string& command) {
  return command.rfind("exit ", 0) == 0 ? std::atoi(command.c_str() + 5) : 0;
}

std::string word_of_command(const std::string& command) {
  if (command == "hang") return "RUNNING";
  return exit_code_of_command(command) == 0 ? "DONE" : "ERROR";
}

spi::TaskStatus status_of_word(const std::string& word, int exit_code) {
  spi::TaskStatus status;
  status.reason = "the backend says `" + word + "`, a word that is not known";
  for (const Word& known : kWords) {
    if (word != known.word) continue;
    status.phase = known.phase;
    status.reason.clear();
  }
  if (status.phase == spi::Phase::succeeded || status.phase == spi::Phase::failed) status.exit_code = exit_code;
  if (status.phase == spi::Phase::failed) status.reason = "exit code " + std::to_string(exit_code);
  return status;
}

}  // namespace aiep::template_backend
