// The object set as folders. What only a metastore knows (views, other places, what is registered,
// types of keys) has no folder and is left out.
#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>
#include <set>

#include "core/base/ascii.h"
#include "datachecker/object.h"
#include "datachecker/warehouse/warehouse.h"
#include "tests/contract/check_backend_suite.h"
#include "tests/support/temp_dir.h"

namespace aiep::test {
namespace {

namespace fs = std::filesystem;

void write_files(const fs::path& folder, const nlohmann::json& files) {
  fs::create_directories(folder);
  for (const auto& file : files) {
    const fs::path path = folder / file.at(0).get<std::string>();
    fs::create_directories(path.parent_path());
    std::ofstream(path) << std::string(file.at(1).get<std::size_t>(), 'x');
  }
}

class WarehouseCheck final : public CheckHarness {
 public:
  WarehouseCheck() : backend_(check::make_warehouse(dir_.path())) {
    std::ifstream file(std::string(AIEP_SOURCE_DIR) + "/tests/cases/hive/objects.json");
    const auto objects = nlohmann::json::parse(file);
    for (const auto& database : objects.at("databases")) fs::create_directories(folder(database.at("name")));
    for (const auto& table : objects.at("tables")) lay_out(table);
  }
  spi::CheckBackend& backend() override { return *backend_; }
  std::string generation() const override { return ""; }
  std::string charset() const override { return "utf8"; }
  bool decides(spi::Rung rung) const override {
    return rung == spi::Rung::exists || rung == spi::Rung::files || rung == spi::Rung::done_flag;
  }
  bool holds(const VerdictCase& line) const override {
    // The folder is there although nobody registered it; levels are taken as they stand on disk; a leading level
    // alone asks for the newest below; a table without partitions is not known to have no keys.
    static const std::set<std::string> kCannot = {"v017", "v022", "v023", "v109", "v110", "v115"};
    const std::string table = ascii_lower(line.question.database + "." + line.question.table);
    return kCannot.count(line.id) == 0 && elsewhere_.count(table) == 0 &&
           elsewhere_.count(table + "/" + line.stored) == 0;
  }

 private:
  fs::path folder(const std::string& database) const { return fs::path(dir_.path()) / (ascii_lower(database) + ".db"); }

  void lay_out(const nlohmann::json& table) {
    const std::string database = table.at("db"), name = table.at("name"), kind = table.at("kind");
    const std::string full = ascii_lower(database + "." + name);
    if (!table.at("location").is_null() || kind == "VIRTUAL_VIEW") {
      elsewhere_.insert(full);
      return;
    }
    const fs::path root = folder(database) / ascii_lower(name);
    write_files(root, table.at("files"));
    for (const auto& partition : table.at("partitions")) {
      spi::ObjectQuestion question;
      for (std::size_t i = 0; i < table.at("keys").size(); ++i) {
        const auto& value = partition.at("values").at(i);
        question.spec.emplace_back(ascii_lower(table.at("keys").at(i).at(0)),
                                   value.is_null() ? std::nullopt : std::optional(value.get<std::string>()));
      }
      const std::string stored = check::partition_name(question);
      const bool kept = partition.value("then", "") != "drop" && partition.value("dir", true);
      if (partition.contains("location")) {
        elsewhere_.insert(full + "/" + stored);
      } else if (kept && stored.size() < 200) {
        write_files(root / stored, partition.at("files"));
      } else if (kept) {
        elsewhere_.insert(full + "/" + stored);
      }
    }
  }

  TempDir dir_;
  std::unique_ptr<spi::CheckBackend> backend_;
  std::set<std::string> elsewhere_;  ///< `db.tb` or `db.tb/name` without a folder of its own
};

}  // namespace

std::vector<std::string> check_harnesses() { return {"folder"}; }

CheckHarness& check_harness(const std::string&) {
  static WarehouseCheck harness;
  return harness;
}

}  // namespace aiep::test
