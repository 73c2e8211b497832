/// The commands, one function each; every one returns the exit code.
#pragma once

#include "apps/aiepctl/client.h"
#include "apps/aiepctl/command_line.h"
#include "apps/aiepctl/io.h"

namespace aiep::cli {

struct Session {
  const CommandLine& line;
  Io& io;
  std::string workspace;  ///< absolute
  /// A client; `start` = start the workspace's server when absent.
  Outcome<Client> connect(bool start = true) const;
};

int cmd_run(Session& session);
int cmd_validate(Session& session);

int cmd_experiments_pack(Session& session);
int cmd_experiments_import(Session& session);
int cmd_experiments_export(Session& session);
int cmd_experiments_list(Session& session);
int cmd_experiments_show(Session& session);
int cmd_experiments_versions(Session& session);
int cmd_experiments_save_as(Session& session);
int cmd_experiments_delete(Session& session);

int cmd_runs_list(Session& session);
int cmd_runs_show(Session& session);
int cmd_runs_events(Session& session);
int cmd_runs_logs(Session& session);
int cmd_runs_stop(Session& session);
int cmd_runs_rerun(Session& session);
int cmd_runs_mark(Session& session);
int cmd_runs_watch(Session& session);

int cmd_orphans_list(Session& session);
int cmd_orphans_adopt(Session& session);
int cmd_orphans_kill(Session& session);

int cmd_plugins_list(Session& session);
int cmd_plugins_describe(Session& session);
int cmd_dates(Session& session);
int cmd_server_start(Session& session);
int cmd_server_stop(Session& session);
int cmd_server_status(Session& session);
int cmd_doctor(Session& session);
int cmd_explain(Session& session);
int cmd_completion(Session& session);
int cmd_version(Session& session);

}  // namespace aiep::cli
