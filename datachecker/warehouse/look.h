/// How one question is answered from the folders of a warehouse.
#pragma once

#include "core/spi/check_backend.h"
#include "datachecker/warehouse/folder.h"

namespace aiep::check {

/// `folders` is fresh: its trouble makes this answer unknown.
spi::ObjectAnswer look_below(Folders& folders, const std::string& root, const spi::ObjectQuestion& question);

}  // namespace aiep::check
