#include "core/store/soci_guard.h"

#include <soci/mysql/soci-mysql.h>
#include <soci/soci.h>
#include <soci/sqlite3/soci-sqlite3.h>
#include <sqlite3.h>
#include <sys/statvfs.h>

#include <cstdint>
#include <exception>

#include "core/base/messages/store.h"

namespace aiep::store {
namespace {

constexpr std::uint64_t kTooFewBytes = 256u << 10, kTooFewFiles = 4;

/// SQLite says "full" only where a write met the end of the disk. Where it could make no file, or not lengthen the one
/// that it shares between processes, it says the same as for any other fault.
bool has_no_space(const std::string& path) {
  struct statvfs info {};
  if (::statvfs(path.substr(0, path.rfind('/') + 1).c_str(), &info) != 0) return false;
  const bool counts_files = info.f_files > 0;
  return info.f_bavail * info.f_frsize < kTooFewBytes || (counts_files && info.f_favail < kTooFewFiles);
}

Error cannot_use_file(const std::string& path, const std::string& text) {
  return make_error(has_no_space(path) ? messages::kStoreFull : messages::kStoreIo, {path, text});
}

/// Debian's SOCI 4.0.3 gives every SQLite error the category "unknown": only result() tells.
Fault sqlite_fault(const std::string& database, int result, const std::string& text) {
  switch (result & 0xFF) {
    case SQLITE_BUSY:
    case SQLITE_LOCKED: return {make_error(messages::kStoreBusy, {database})};
    case SQLITE_FULL: return {make_error(messages::kStoreFull, {database, text})};
    case SQLITE_IOERR:
    case SQLITE_CANTOPEN: return {cannot_use_file(database, text)};
    case SQLITE_READONLY:
    case SQLITE_PERM:
    case SQLITE_AUTH: return {make_error(messages::kStoreDenied, {database, text})};
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB: return {make_error(messages::kStoreCorrupt, {database, text})};
    case SQLITE_TOOBIG: return {make_error(messages::kStoreTooLarge, {database, text})};
    case SQLITE_CONSTRAINT: {
      Fault fault{make_error(messages::kStoreRefused, {database, text})};
      fault.duplicate = text.find("UNIQUE") != std::string::npos;
      return fault;
    }
    default: return {make_error(messages::kStoreFault, {database, text})};
  }
}

// Numbers of the server, from its manual; the client's header has only its own (CR_…).
constexpr unsigned kDiskFull = 1021, kNoSpace = 1114, kAccessDeniedToBase = 1044, kAccessDenied = 1045,
                   kUnknownBase = 1049, kServerShutdown = 1053, kDuplicate = 1062, kPacket = 1153,
                   kTooManyConnections = 1040, kLockWait = 1205, kDeadlock = 1213, kReadOnly = 1290,
                   kQueryKilled = 1317, kDataTooLong = 1406, kNoReferenced = 1452, kReferenced = 1451,
                   kSignalled = 1644, kCrashed = 145, kCrashedToo = 1194, kConnectionKilled = 1927, kNoGrant = 1142;

Fault mysql_fault(const std::string& database, unsigned number, const std::string& text) {
  const auto fault = [&](Code code) { return Fault{make_error(code, {database, text})}; };
  switch (number) {
    case CR_CONNECTION_ERROR:
    case CR_CONN_HOST_ERROR:
    case CR_SERVER_GONE_ERROR:
    case CR_SERVER_LOST:
    case CR_SERVER_LOST_EXTENDED:
    case kServerShutdown:
    case kConnectionKilled: {
      Fault lost = fault(messages::kStoreUnreachable);
      lost.lost = true;
      return lost;
    }
    case CR_UNKNOWN_HOST:
    case kTooManyConnections:
    case kQueryKilled:
    case kUnknownBase: return fault(messages::kStoreUnreachable);
    case kLockWait:
    case kDeadlock: {
      Fault collision{make_error(messages::kStoreBusy, {database})};
      collision.retry = number == kDeadlock;
      return collision;
    }
    case kDiskFull:
    case kNoSpace: return fault(messages::kStoreFull);
    case kAccessDenied:
    case kAccessDeniedToBase:
    case kNoGrant:
    case kReadOnly: return fault(messages::kStoreDenied);
    case kCrashed:
    case kCrashedToo: return fault(messages::kStoreCorrupt);
    case CR_NET_PACKET_TOO_LARGE:
    case kPacket:
    case kDataTooLong: return fault(messages::kStoreTooLarge);
    case kDuplicate: {
      Fault taken = fault(messages::kStoreRefused);
      taken.duplicate = true;
      return taken;
    }
    case kNoReferenced:
    case kReferenced:
    case kSignalled: return fault(messages::kStoreRefused);
    default: return fault(messages::kStoreFault);
  }
}

}  // namespace

// get_error_message() and never what(): the latter quotes the values of the statement.
Fault current_fault(const std::string& database) {
  try {
    throw;
  } catch (const soci::sqlite3_soci_error& e) {
    return sqlite_fault(database, e.result(), e.get_error_message());
  } catch (const soci::mysql_soci_error& e) {
    return mysql_fault(database, e.err_num_, e.get_error_message());
  } catch (const soci::soci_error& e) {
    return {make_error(messages::kStoreFault, {database, e.get_error_message()})};
  } catch (const std::exception& e) {
    return {make_error(messages::kStoreFault, {database, e.what()})};
  }
}

}  // namespace aiep::store
