#include "tests/support/mariadb_server.h"

#include <fcntl.h>
#include <pwd.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <csignal>
#include <fstream>
#include <sstream>
#include <stdexcept>
#include <thread>
#include <vector>

namespace aiep::test {
namespace {

constexpr auto kStartLimit = std::chrono::seconds(60);
constexpr auto kPause = std::chrono::milliseconds(50);

pid_t spawn(const std::vector<std::string>& command, const std::string& log) {
  const pid_t parent = ::getpid();
  const pid_t child = ::fork();
  if (child < 0) throw std::runtime_error("fork failed");
  if (child > 0) return child;
  ::prctl(PR_SET_PDEATHSIG, SIGKILL);
  if (::getppid() != parent) ::_exit(127);
  const int out = ::open(log.c_str(), O_CREAT | O_WRONLY | O_APPEND, 0600);
  ::dup2(::open("/dev/null", O_RDONLY), 0);
  ::dup2(out, 1);
  ::dup2(out, 2);
  ::setenv("PATH", "/usr/sbin:/usr/bin:/sbin:/bin", 1);
  std::vector<char*> argv;
  for (const std::string& word : command) argv.push_back(const_cast<char*>(word.c_str()));
  argv.push_back(nullptr);
  ::execvp(argv[0], argv.data());
  ::_exit(127);
}

std::string own_name() {
  const passwd* entry = ::getpwuid(::geteuid());
  return entry != nullptr ? entry->pw_name : std::to_string(::geteuid());
}

}  // namespace

MariadbServer::MariadbServer() {
  const pid_t installer = spawn({"mariadb-install-db", "--no-defaults", "--datadir=" + (dir_ / "data"),
                                 "--user=" + own_name(), "--auth-root-authentication-method=normal", "--skip-test-db"},
                                dir_ / "log");
  int status = 0;
  ::waitpid(installer, &status, 0);
  if (status != 0) throw std::runtime_error("mariadb-install-db failed: " + last_words());
  start();
}

MariadbServer::~MariadbServer() { kill_hard(); }

void MariadbServer::start() {
  pid_ = spawn({"mariadbd", "--no-defaults", "--datadir=" + (dir_ / "data"), "--user=" + own_name(),
                "--socket=" + socket(), "--skip-networking", "--pid-file=" + (dir_ / "pid"), "--skip-log-bin",
                "--innodb-buffer-pool-size=32M", "--character-set-server=latin1"},
               dir_ / "log");
  const auto give_up = std::chrono::steady_clock::now() + kStartLimit;
  while (!answers()) {
    int status = 0;
    const bool ended = ::waitpid(pid_, &status, WNOHANG) == pid_;
    if (ended) pid_ = -1;
    if (ended || std::chrono::steady_clock::now() > give_up) {
      throw std::runtime_error("mariadbd does not start: " + last_words());
    }
    std::this_thread::sleep_for(kPause);
  }
}

void MariadbServer::kill_hard() {
  if (pid_ < 0) return;
  ::kill(pid_, SIGKILL);
  ::waitpid(pid_, nullptr, 0);
  pid_ = -1;
}

bool MariadbServer::answers() const {
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  socket().copy(address.sun_path, sizeof address.sun_path - 1);
  const int fd = ::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
  char greeting = 0;
  const bool answered = ::connect(fd, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0 &&
                        ::recv(fd, &greeting, 1, 0) == 1;
  ::close(fd);
  return answered;
}

std::string MariadbServer::last_words() const {
  std::ifstream file(dir_ / "log");
  std::stringstream text;
  text << file.rdbuf();
  const std::string all = text.str();
  return all.size() > 2000 ? all.substr(all.size() - 2000) : all;
}

}  // namespace aiep::test
