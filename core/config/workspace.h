/// Where a workspace, its socket and the programs are. Reads the environment and the file system;
/// nothing is cached. Thread-safe as long as nobody changes the environment.
#pragma once

#include <string>

#include "core/base/error.h"

namespace aiep::config {

/// `flag` when not empty, else AIEP_WORKSPACE, else aiep-batch under XDG_DATA_HOME or
/// ~/.local/share. Absolute, symbolic links resolved as far as it exists. Makes nothing.
Result<std::string> resolve_workspace(const std::string& flag);

/// Makes the workspace with its folders run/ and log/ (0700) where absent, and checks that it is
/// the caller's own and can be written. permission_denied otherwise.
Status prepare_workspace(const std::string& workspace);

/// <workspace>/run/aiepd.sock; where that is longer than a socket path may be, a name made from
/// the workspace's hash in <XDG_RUNTIME_DIR>/aiep or /tmp/aiep-<uid> (made 0700, owner checked).
Result<std::string> socket_path(const std::string& workspace);

/// The URL of the default store of a workspace.
std::string default_store_url(const std::string& workspace);

/// Folder of the running program, "" when the kernel does not tell.
std::string program_folder();

/// <program folder>/../plugins in a build tree, else <program folder>/../lib/aiep/plugins.
std::string plugin_folder();

/// A program of ours beside the running one.
std::string sibling_program(const std::string& name);

/// Login name of the calling user, or its number where it has none.
std::string user_name();

}  // namespace aiep::config
