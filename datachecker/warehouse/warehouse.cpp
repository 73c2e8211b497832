#include "datachecker/warehouse/warehouse.h"

#include "core/base/messages/checker.h"
#include "datachecker/warehouse/look.h"

namespace aiep::check {
namespace {

class Warehouse final : public spi::CheckBackend {
 public:
  explicit Warehouse(std::string root) : root_(std::move(root)) {}

  Result<std::vector<spi::ObjectAnswer>> ask(const std::vector<spi::ObjectQuestion>& questions) override {
    LocalFolders folders;
    const Seen seen = folders.folder(root_);
    if (seen != Seen::yes) {
      return make_error(messages::kWarehouseGone,
                        {root_, seen == Seen::no ? "there is no such folder" : folders.trouble()});
    }
    std::vector<spi::ObjectAnswer> answers;
    for (const spi::ObjectQuestion& question : questions) {
      LocalFolders fresh;
      answers.push_back(look_below(fresh, root_, question));
    }
    return answers;
  }

 private:
  std::string root_;
};

}  // namespace

std::unique_ptr<spi::CheckBackend> make_warehouse(std::string root) {
  return std::make_unique<Warehouse>(std::move(root));
}

}  // namespace aiep::check
