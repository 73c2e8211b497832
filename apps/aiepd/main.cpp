// aiepd: one server for one workspace.
#include <fcntl.h>
#include <signal.h>
#include <unistd.h>

#include <cstdio>
#include <nlohmann/json.hpp>

#include "apps/aiepd/options.h"
#include "apps/aiepd/serve.h"
#include "apps/wire/error_json.h"
#include "apps/wire/version.h"
#include "core/base/catalogue.h"

namespace {

using namespace aiep;

int fail(const Error& error, int ready_fd) {
  std::fprintf(stderr, "error[%s]: %s\n   = help: %s\n", to_string(error.code).c_str(), error.message().c_str(),
               render_hint(error, Lang::en).c_str());
  if (ready_fd >= 0) {
    const std::string text = wire::dump(wire::error_json(error)) + "\n";
    if (::write(ready_fd, text.data(), text.size()) < 0) std::perror("aiepd: ready-fd");
  }
  return kind_facts(error.kind).exit_code;
}

}  // namespace

int main(int argc, char** argv) {
  const auto options = daemon::parse_options({argv + 1, argv + argc});
  if (!options) return fail(options.error(), -1);
  if (options->help || options->version) {
    std::printf("%s%s", options->help ? daemon::help_text() : "aiepd ", options->help ? "" : wire::program_version());
    if (options->version) std::printf(" (%s)\n", wire::program_commit());
    return 0;
  }
  if (options->ready_fd >= 0) ::fcntl(options->ready_fd, F_SETFD, FD_CLOEXEC);
  sigset_t set;
  sigemptyset(&set);
  sigaddset(&set, SIGTERM);
  sigaddset(&set, SIGINT);
  sigaddset(&set, SIGHUP);
  ::pthread_sigmask(SIG_BLOCK, &set, nullptr);
  ::signal(SIGPIPE, SIG_IGN);
  if (Status ended = daemon::serve(*options, &daemon::compose); !ended) return fail(ended.error(), options->ready_fd);
  return 0;
}
