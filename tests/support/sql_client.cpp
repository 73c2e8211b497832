#include "tests/support/sql_client.h"

#include <mysql.h>

#include <stdexcept>

namespace aiep::test {

struct SqlClient::Handle {
  MYSQL mysql{};
};

SqlClient::SqlClient(const std::string& socket, const std::string& database, const std::string& charset)
    : handle_(new Handle) {
  mysql_init(&handle_->mysql);
  mysql_options(&handle_->mysql, MYSQL_SET_CHARSET_NAME, charset.c_str());
  if (mysql_real_connect(&handle_->mysql, nullptr, "root", nullptr, database.c_str(), 0, socket.c_str(),
                         CLIENT_MULTI_STATEMENTS) == nullptr) {
    const std::string why = mysql_error(&handle_->mysql);
    mysql_close(&handle_->mysql);
    delete handle_;
    throw std::runtime_error(why);
  }
}

SqlClient::~SqlClient() {
  mysql_close(&handle_->mysql);
  delete handle_;
}

void SqlClient::run(const std::string& text) { rows(text); }

std::vector<std::map<std::string, std::string>> SqlClient::rows(const std::string& text) {
  MYSQL* const mysql = &handle_->mysql;
  std::vector<std::map<std::string, std::string>> out;
  int more = mysql_real_query(mysql, text.data(), text.size());
  for (; more == 0; more = mysql_next_result(mysql)) {
    MYSQL_RES* const result = mysql_store_result(mysql);
    if (result == nullptr) continue;
    const MYSQL_FIELD* const fields = mysql_fetch_fields(result);
    while (MYSQL_ROW row = mysql_fetch_row(result)) {
      out.emplace_back();
      const unsigned long* const lengths = mysql_fetch_lengths(result);
      for (unsigned i = 0; i < mysql_num_fields(result); ++i) {
        out.back()[fields[i].name] = row[i] == nullptr ? "" : std::string(row[i], lengths[i]);
      }
    }
    mysql_free_result(result);
  }
  if (more > 0) throw std::runtime_error(mysql_error(mysql));
  return out;
}

std::string SqlClient::quoted(const std::string& value) {
  std::string out(value.size() * 2 + 1, '\0');
  out.resize(mysql_real_escape_string(&handle_->mysql, out.data(), value.data(), value.size()));
  return "'" + out + "'";
}

}  // namespace aiep::test
