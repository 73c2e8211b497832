/// The handlers behind Api, one file per family. Each gets the decoded path without "v1".
#pragma once

#include <atomic>
#include <memory>
#include <nlohmann/json_fwd.hpp>
#include <string>
#include <vector>

#include "apps/aiepd/rest/api.h"
#include "apps/aiepd/rest/body.h"
#include "core/base/catalogue.h"

namespace aiep::rest {

struct Context {
  engine::Service& service;
  const ServerFacts& facts;
  const ApiHooks& hooks;
  const Clock& clock;
  std::atomic<int>& long_polls_left;
};

using Answer = Result<Response>;

Response json_response(const nlohmann::ordered_json& document, int status = 200);
/// The first error of `problems` (or `error` when there is none) and all problems beside it.
Response problems_response(const Error& error, const std::vector<flow::Problem>& problems);

Answer validate(Context& context, const Request& request);
Answer import_experiment(Context& context, const Request& request);
Answer list_experiments(Context& context, const Request& request);
Answer get_experiment(Context& context, const Request& request);
Answer delete_experiment(Context& context, const Request& request);
Answer list_versions(Context& context, const Request& request);
Answer save_as(Context& context, const Request& request);
Answer export_experiment(Context& context, const Request& request);

Answer create_run(Context& context, const Request& request);
Answer list_runs(Context& context, const Request& request);
Answer get_run(Context& context, const Request& request);
Answer get_folders(Context& context, const Request& request);
Answer get_events(Context& context, const Request& request);
Answer get_log(Context& context, const Request& request);
Answer stop_run(Context& context, const Request& request);
Answer rerun(Context& context, const Request& request);
Answer mark(Context& context, const Request& request);

Answer attach_outer(Context& context, const Request& request);
Answer renew_outer(Context& context, const Request& request);
Answer release_outer(Context& context, const Request& request);
Answer cancel_outer(Context& context, const Request& request);

Answer list_orphans(Context& context, const Request& request);
Answer kill_orphan(Context& context, const Request& request);
Answer adopt_orphan(Context& context, const Request& request);

Answer list_plugins(Context& context, const Request& request);
Answer get_plugin(Context& context, const Request& request);
Answer get_server(Context& context, const Request& request);
Answer stop_server(Context& context, const Request& request);
Answer doctor(Context& context, const Request& request);

/// The fields of POST /v1/runs: what to run and how. Problems stick to `body`, whose finish() the
/// caller checks before find_what_to_run().
struct RunFields {
  engine::RunRequest run;
  std::string experiment;  ///< id or name, "" when there is a source
};
RunFields run_fields(Body& body, const std::string& user);
/// Looks the experiment up by its name.
Status find_what_to_run(Context& context, RunFields& fields);

/// A whole number from the query; `fallback` when absent.
Result<std::int64_t> query_number(const Request& request, const std::string& name, std::int64_t fallback);
std::string query_text(const Request& request, const std::string& name);

}  // namespace aiep::rest
