#!/bin/sh
# The experiment as one node of whatever starts shell commands (docs/agent.md):
#   night.sh EXECUTION [ATTEMPT [OPTION…]]
# EXECUTION is the scheduler's id of this execution, ATTEMPT the number of the try, 0 for the first;
# options are those of aiep-node run. The process that the scheduler kills is the agent: exec.
set -eu
AIEP_OUTER_SYSTEM=${AIEP_OUTER_SYSTEM:-cron}
AIEP_OUTER_JOB=churn
AIEP_OUTER_EXECUTION=${1:?usage: night.sh EXECUTION [ATTEMPT [OPTION...]]}
AIEP_OUTER_ATTEMPT=${2:-0}
export AIEP_OUTER_SYSTEM AIEP_OUTER_JOB AIEP_OUTER_EXECUTION AIEP_OUTER_ATTEMPT
shift "$(($# < 2 ? $# : 2))"
exec aiep-node run --file "$(dirname "$0")/churn.json" "$@"
