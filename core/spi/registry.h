/// Components by name. Passed around, never global; filled before anybody looks.
#pragma once

#include <map>
#include <memory>
#include <string>
#include <vector>

#include "core/spi/backend.h"
#include "core/spi/check_backend.h"
#include "core/spi/host.h"
#include "core/spi/node_type.h"

namespace aiep::spi {

/// Not thread-safe while being filled; const use is.
class Registry {
 public:
  /// already_exists for a second component of that name or wire type.
  Status add(std::shared_ptr<const NodeType> type);
  Status add_backend(const std::string& name, std::shared_ptr<Backend> backend);
  Status add_host(std::shared_ptr<Host> host);

  /// By our name or by a flowjson jobType; nullptr = none.
  const NodeType* find_type(const std::string& type) const;
  std::vector<const NodeType*> types() const;  ///< by name
  Backend* find_backend(const std::string& name) const;
  std::vector<std::string> backend_names() const;
  Host* find_host(const std::string& system) const;  ///< nullptr = none

 private:
  std::map<std::string, std::shared_ptr<const NodeType>> types_;
  std::map<std::string, const NodeType*> by_wire_;
  std::map<std::string, std::shared_ptr<Backend>> backends_;
  std::map<std::string, std::shared_ptr<Host>> hosts_;
};

}  // namespace aiep::spi
