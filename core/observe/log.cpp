#include "core/observe/log.h"

#include <spdlog/logger.h>
#include <spdlog/sinks/rotating_file_sink.h>

#include <cstdio>

#include "core/base/messages/general.h"

namespace aiep::observe {
namespace {

constexpr std::size_t kMaxBytes = 8u << 20;
constexpr std::size_t kOldFiles = 3;

bool plain(std::string_view value) {
  if (value.empty()) return false;
  for (const char c : value) {
    if (static_cast<unsigned char>(c) <= ' ' || c == '"' || c == '\\' || c == '=' || c == 0x7f) return false;
  }
  return true;
}

void append_quoted(std::string& out, std::string_view value) {
  out += '"';
  for (const char c : value) {
    const auto byte = static_cast<unsigned char>(c);
    if (c == '"' || c == '\\') {
      out += {'\\', c};
    } else if (byte < ' ' || byte == 0x7f) {
      char text[8];
      std::snprintf(text, sizeof text, "\\x%02x", byte);
      out += text;
    } else {
      out += c;
    }
  }
  out += '"';
}

}  // namespace

struct Log::Sink {
  explicit Sink(const std::string& path)
      : logger("aiep", std::make_shared<spdlog::sinks::rotating_file_sink_mt>(path, kMaxBytes, kOldFiles)) {
    logger.set_pattern("%Y-%m-%dT%H:%M:%S.%eZ %l %v", spdlog::pattern_time_type::utc);
    logger.flush_on(spdlog::level::info);
    logger.set_error_handler([](const std::string&) {});
  }
  spdlog::logger logger;
};

Log::Log(std::unique_ptr<Sink> sink) : sink_(std::move(sink)) {}
Log::~Log() = default;

Result<std::shared_ptr<Log>> Log::open(const std::string& path) {
  try {
    return std::shared_ptr<Log>(new Log(std::make_unique<Sink>(path)));
  } catch (const spdlog::spdlog_ex& failure) {
    return make_error(messages::kSystemCall, {"open the log", path, failure.what()});
  }
}

void Log::info(std::string_view event, std::initializer_list<Field> fields) {
  sink_->logger.info(format_line(event, fields));
}
void Log::warn(std::string_view event, std::initializer_list<Field> fields) {
  sink_->logger.warn(format_line(event, fields));
}
void Log::error(std::string_view event, std::initializer_list<Field> fields) {
  sink_->logger.error(format_line(event, fields));
}

std::string format_line(std::string_view event, std::initializer_list<Field> fields) {
  std::string line(event);
  for (const auto& [key, value] : fields) {
    line += ' ';
    line += key;
    line += '=';
    if (plain(value)) {
      line += value;
    } else {
      append_quoted(line, value);
    }
  }
  return line;
}

}  // namespace aiep::observe
