#include "tests/contract/mariadb_harness.h"

namespace aiep::test {
namespace {

class MariadbHarness final : public StoreHarness {
 public:
  explicit MariadbHarness(std::string name) : name_(std::move(name)) {
    connect_as_root("mysql")->run_once("CREATE DATABASE " + name_);
  }
  std::string url() const override { return "mysql://root@/" + name_ + "?socket=" + shared_server().socket(); }
  std::unique_ptr<store::Connection> raw() const override { return connect_as_root(name_); }

 private:
  const std::string name_;
};

}  // namespace

MariadbServer& shared_server() {
  static MariadbServer server;
  return server;
}

std::unique_ptr<store::Connection> connect_as_root(const std::string& database) {
  return std::make_unique<store::Connection>(
      store::Engine::mysql, "db=" + database + " user=root unix_socket='" + shared_server().socket() + "'");
}

std::unique_ptr<StoreHarness> make_store_harness() {
  static int count = 0;
  return std::make_unique<MariadbHarness>("aiep" + std::to_string(++count));
}

}  // namespace aiep::test
