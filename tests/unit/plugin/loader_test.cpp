#include "core/plugin/loader.h"

#include <boost/test/unit_test.hpp>
#include <filesystem>

#include "core/base/files.h"
#include "core/base/messages/plugin.h"
#include "tests/support/temp_dir.h"

namespace {

namespace fs = std::filesystem;
using aiep::Error;
using aiep::plugin::load;
using aiep::plugin::load_directory;
using aiep::spi::Registry;

std::string bad(const std::string& name) { return std::string(BAD_PLUGINS "/") + name + ".so"; }
std::string good(const std::string& name) { return std::string(GOOD_PLUGINS "/") + name + ".so"; }

/// Refused with that code and those words, and the registry is as it was.
void check_refused(const std::string& path, aiep::Code code, const std::string& words) {
  Registry registry;
  auto loaded = load(path, registry);
  BOOST_TEST_REQUIRE(!loaded, path);
  BOOST_TEST(aiep::to_string(loaded.error().code) == aiep::to_string(code));
  BOOST_TEST(loaded.error().message().find(words) != std::string::npos, loaded.error().message());
  BOOST_TEST(loaded.error().message().find(path) != std::string::npos, loaded.error().message());
  BOOST_TEST(registry.types().empty());
}

}  // namespace

BOOST_AUTO_TEST_SUITE(plugin_loader)

BOOST_AUTO_TEST_CASE(loads_the_node_types_of_the_product) {
  Registry registry;
  std::vector<Error> refused;
  auto loaded = load_directory(GOOD_PLUGINS, registry, &refused);
  BOOST_TEST_REQUIRE(loaded.has_value());
  for (const Error& error : refused) BOOST_TEST_ERROR(error.message());
  for (const char* name : {"command", "python", "data_checker", "experiment", "hello"}) {
    const aiep::spi::NodeType* type = registry.find_type(name);
    BOOST_TEST_REQUIRE(type != nullptr, name);
    BOOST_TEST(type->name() == name);
    BOOST_TEST(!type->description(true).empty());
  }
  BOOST_TEST(registry.find_type("linkis.shell.sh") == registry.find_type("command"));
  BOOST_TEST(loaded->front().kind == "node_type");
  BOOST_TEST(loaded->front().name == "command");
  BOOST_TEST(loaded->front().path == good("command"));
}

BOOST_AUTO_TEST_CASE(refuses_a_descriptor_that_does_not_fit_before_calling_into_it) {
  namespace m = aiep::messages;
  check_refused(bad("magic"), m::kPluginNoDescriptor, "not a plugin");
  check_refused(bad("descriptor"), m::kPluginNoDescriptor, "not a plugin");
  check_refused(bad("api"), m::kPluginApi, "interface 2");
  check_refused(bad("kind"), m::kPluginKind, "publish_target");
  check_refused(bad("build"), m::kPluginBuild, "SomeCompiler");
  check_refused(bad("incomplete"), m::kPluginUnreadable, "incomplete");
}

BOOST_AUTO_TEST_CASE(refuses_what_does_not_register) {
  namespace m = aiep::messages;
  check_refused(bad("refuses"), m::kPluginRefused, "no room for me");
  check_refused(bad("throws"), m::kPluginRefused, "thrown while registering");
  check_refused(bad("symbol"), m::kPluginUnreadable, "aiep_function_that_nobody_has");
}

BOOST_AUTO_TEST_CASE(refuses_what_is_no_whole_shared_object) {
  namespace m = aiep::messages;
  const aiep::test::TempDir dir;
  const std::string whole = aiep::read_file(good("command")).value();
  auto write = [&](const std::string& name, const std::string& content) {
    BOOST_TEST_REQUIRE(aiep::write_file_atomically(dir / name, content).has_value());
    return dir / name;
  };
  check_refused(write("text.so", "#!/bin/sh\necho hello\n"), m::kPluginUnreadable, "not an ELF file");
  check_refused(write("empty.so", ""), m::kPluginUnreadable, "not an ELF file");
  check_refused(dir / "absent.so", m::kPluginUnreadable, "cannot be read");
  check_refused("/proc/self/exe", m::kPluginUnreadable, "program");
  // Each of these would be mapped by dlopen, or kill the process by SIGBUS.
  for (const std::size_t size :
       {std::size_t{16}, std::size_t{64}, std::size_t{200}, std::size_t{4096}, whole.size() / 2, whole.size() - 1}) {
    check_refused(write("short.so", whole.substr(0, size)), m::kPluginUnreadable, "");
  }
  std::string other = whole;
  other[18] = 8;  // e_machine
  check_refused(write("machine.so", other), m::kPluginUnreadable, "another machine");
}

BOOST_AUTO_TEST_CASE(a_second_plugin_of_that_name_changes_nothing) {
  const aiep::test::TempDir dir;
  fs::copy_file(good("command"), dir / "again.so");
  Registry registry;
  BOOST_TEST_REQUIRE(load(good("command"), registry).has_value());
  const auto* before = registry.find_type("command");
  auto again = load(dir / "again.so", registry);
  BOOST_TEST_REQUIRE(!again);
  BOOST_TEST(again.error().code.number == aiep::messages::kPluginRefused.number);
  BOOST_TEST(registry.find_type("command") == before);
}

BOOST_AUTO_TEST_CASE(one_bad_file_stops_no_good_one) {
  const aiep::test::TempDir dir;
  fs::copy_file(good("python"), dir / "z.so");
  fs::copy_file(bad("api"), dir / "a.so");
  BOOST_TEST_REQUIRE(aiep::write_file_atomically(dir / "notes.txt", "not looked at").has_value());
  Registry registry;
  std::vector<Error> refused;
  auto loaded = load_directory(dir.path(), registry, &refused);
  BOOST_TEST_REQUIRE(loaded.has_value());
  BOOST_TEST(loaded->size() == 1u);
  BOOST_TEST_REQUIRE(refused.size() == 1u);
  BOOST_TEST(refused[0].message().find("a.so") != std::string::npos);
  BOOST_TEST(registry.find_type("python") != nullptr);
}

BOOST_AUTO_TEST_CASE(a_folder_that_is_not_there_is_an_error) {
  Registry registry;
  auto loaded = load_directory("/no/such/folder", registry, nullptr);
  BOOST_TEST_REQUIRE(!loaded);
  BOOST_TEST((loaded.error().kind == aiep::ErrorKind::not_found));
}

BOOST_AUTO_TEST_SUITE_END()
