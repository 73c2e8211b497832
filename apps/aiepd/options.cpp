#include "apps/aiepd/options.h"

#include <charconv>
#include <functional>
#include <map>

#include "core/base/catalogue.h"
#include "core/base/duration.h"
#include "core/base/messages/general.h"

namespace aiep::daemon {
namespace {

bool to_number(const std::string& text, int& out) {
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), out);
  return error == std::errc{} && end == text.data() + text.size() && out >= 0;
}

using Setter = std::function<bool(Options&, const std::string&)>;

const std::map<std::string, Setter>& setters() {
  static const std::map<std::string, Setter> all{
      {"--workspace", [](Options& o, const std::string& v) { return o.workspace = v, !v.empty(); }},
      {"--listen", [](Options& o, const std::string& v) { return o.listen = v, !v.empty(); }},
      {"--db", [](Options& o, const std::string& v) { return o.store_url = v, !v.empty(); }},
      {"--slots", [](Options& o, const std::string& v) { return to_number(v, o.slots); }},
      {"--ready-fd", [](Options& o, const std::string& v) { return to_number(v, o.ready_fd); }},
      {"--idle-timeout",
       [](Options& o, const std::string& v) {
         const auto duration = v == "0" ? std::optional<Millis>(Millis{0}) : parse_duration(v);
         if (duration) o.idle_timeout = *duration;
         return duration.has_value();
       }},
  };
  return all;
}

Error unknown_option(const std::string& name) {
  std::vector<std::string> names{"--help", "--version"};
  for (const auto& [known, setter] : setters()) names.push_back(known);
  const std::string near = nearest(name, names);
  return near.empty() ? make_error(messages::kOptionUnknown, {name})
                      : make_error(messages::kOptionUnknownNear, {name, near});
}

}  // namespace

Result<Options> parse_options(const std::vector<std::string>& arguments) {
  Options options;
  for (std::size_t i = 0; i < arguments.size(); ++i) {
    std::string name = arguments[i];
    if (name == "--help" || name == "-h") options.help = true;
    if (name == "--version") options.version = true;
    if (options.help || options.version) return options;
    std::string value;
    const std::size_t equals = name.find('=');
    const bool joined = equals != std::string::npos;
    if (joined) {
      value = name.substr(equals + 1);
      name.resize(equals);
    }
    const auto setter = setters().find(name);
    if (setter == setters().end()) return unknown_option(name);
    if (!joined) {
      if (i + 1 == arguments.size()) return make_error(messages::kOptionValueMissing, {name});
      value = arguments[++i];
    }
    if (!setter->second(options, value)) {
      return make_error(messages::kOptionValueWrong, {value, name});
    }
  }
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
         "  --idle-timeout D     end after this time without runs and requests (10m; 0 = never)\n"
         "  --version, --help\n";
}

}  // namespace aiep::daemon
