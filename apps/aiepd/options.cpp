#include "apps/aiepd/options.h"

#include "apps/option_table/option_table.h"

namespace aiep::daemon {
namespace {

constexpr Millis kMostIdle{365LL * 24 * 3'600'000};
// A shorter one would lapse on a busy machine.
constexpr Millis kShortestLease{2'000}, kLongestLease{24 * 3'600'000};

}  // namespace

Result<Options> parse_options(const std::vector<std::string>& arguments) {
  Options options;
  const OptionTable table{
      .flags = {{"--help", &options.help}, {"-h", &options.help}, {"--version", &options.version}},
      .valued = {{"--workspace", text_option("--workspace", options.workspace)},
                 {"--listen", text_option("--listen", options.listen)},
                 {"--db", text_option("--db", options.store_url)},
                 {"--slots", number_option("--slots", 0, options.slots)},
                 {"--lease", duration_option("--lease", kShortestLease, kLongestLease, options.lease)},
                 {"--ready-fd", number_option("--ready-fd", 0, options.ready_fd)},
                 {"--idle-timeout", duration_option("--idle-timeout", Millis{0}, kMostIdle, options.idle_timeout)}},
      .argument = {}};
  if (Status read = read_options(table, arguments); !read) return read.error();
  return options;
}

const char* help_text() {
  return "aiepd: the server of one workspace (aiepctl starts it when needed)\n\n"
         "usage: aiepd [options]\n"
         "  --workspace DIR      where the database, logs and tasks live (env AIEP_WORKSPACE)\n"
         "  --listen 127.0.0.1:P also serve TCP on loopback; port 0 lets the system choose;\n"
         "                       clients need the token in DIR/run/token\n"
         "  --db URL             sqlite:///path or mysql://... (env AIEP_DB)\n"
         "  --slots N            local tasks at the same time (default: by the number of cores)\n"
         "  --lease D            servers that share a database: the runs of one that is gone go to\n"
         "                       another after this time (60s, at least 2s)\n"
         "  --idle-timeout D     end after this time without runs and requests (10m; 0 = never)\n"
         "  --version, --help\n";
}

}  // namespace aiep::daemon
