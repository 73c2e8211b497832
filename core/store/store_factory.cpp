#include "core/store/store_factory.h"

#include "core/base/files.h"
#include "core/store/faulty_store.h"
#include "core/store/sql_store.h"
#include "core/store/store_url.h"

namespace aiep::store {

Result<std::unique_ptr<Database>> make_database(const StoreUrl& url) {
  if (url.engine == Engine::sqlite) return make_sqlite_database(url);
  std::string password;
  if (!url.password_file.empty()) {
    auto content = read_file(url.password_file, 4096);
    if (!content) return std::move(content).error();
    password = content->substr(0, content->find_first_of("\r\n"));
  }
  return make_mysql_database(url, std::move(password));
}

Result<std::shared_ptr<spi::Store>> open_store(const std::string& text) {
  auto url = parse_store_url(text);
  if (!url) return std::move(url).error();
  auto database = make_database(*url);
  if (!database) return std::move(database).error();
  auto store = std::make_shared<SqlStore>(std::move(*database));
  if (Status status = store->open(); !status) return std::move(status).error();
#ifdef AIEP_CAMPAIGN
  return with_asked_faults(std::move(store));
#else
  return store;
#endif
}

}  // namespace aiep::store
