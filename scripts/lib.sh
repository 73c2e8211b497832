# shellcheck shell=bash
# Functions shared by the scripts in this folder. Sourced, never run.

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
# shellcheck disable=SC2034  # used by the scripts that source this
packages=$root/scripts/packages.txt
# shellcheck disable=SC2034
test_packages=$root/scripts/packages-test.txt

# say TEXT…: one line of progress, on stderr so that results stay alone on stdout.
say() { printf '== %s\n' "$*" >&2; }

# die CODE TEXT…
die() {
  local code=$1
  shift
  printf '%s: %s\n' "${0##*/}" "$*" >&2
  exit "$code"
}

# missing_packages FILE…: the listed packages that are not installed, one a line.
missing_packages() {
  local name
  grep -hv '^[[:space:]]*\(#\|$\)' "$@" | sort -u | while read -r name; do
    [[ $(dpkg-query -W -f='${db:Status-Status}' "$name" 2>/dev/null || true) == installed ]] || echo "$name"
  done
}

# every_nth N: passes on each Nth numbered step of ninja or apt and every other line unchanged,
# so that a log that is no terminal stays short and still moves.
every_nth() {
  awk -v n="$1" '
    /^ninja: Entering/ { next }
    /^\[[0-9]+\/[0-9]+\]/ { split(substr($1, 2), at, /[\/\]]/)
      if (at[1] % n == 0 || at[1] == at[2]) { print; fflush() } next }
    /^(Get:|Selecting|Preparing|Unpacking|Setting up|Processing)/ { if (++steps % n == 0) { print; fflush() } next }
    { print; fflush() }'
}

# apt_get ARG…: apt-get as root or through sudo; a full log is shown only when it fails.
apt_get() {
  local -a as_root=()
  [[ $(id -u) == 0 ]] || as_root=(sudo)
  "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get -q "$@" </dev/null
}

can_be_root() {
  [[ $(id -u) == 0 ]] && return 0
  command -v sudo >/dev/null || return 1
  # Without a terminal sudo must not ask for a password.
  sudo -n true 2>/dev/null || { [[ -t 0 && -t 2 ]] && sudo -v; }
}

# install_packages FILE…: installs what is missing from the lists; does nothing when all is there.
install_packages() {
  command -v dpkg-query >/dev/null || die 2 "this needs Debian 12; the packages it uses are listed in $*"
  local -a missing
  mapfile -t missing < <(missing_packages "$@")
  ((${#missing[@]})) || return 0
  if ! can_be_root; then
    {
      echo "packages are missing and neither root nor sudo is available; run this line as root, then start again:"
      echo "  apt-get update && apt-get install -y --no-install-recommends ${missing[*]}"
    } >&2
    exit 2
  fi
  say "installing ${#missing[@]} packages: ${missing[*]}"
  local log
  log=$(mktemp)
  apt_get update >"$log" 2>&1 || { cat "$log" >&2; rm -f "$log"; die 1 "apt-get update failed"; }
  apt_get install -y --no-install-recommends "${missing[@]}" 2>&1 | tee "$log" | grep -E '^(Get:|Unpacking|Setting up)' |
    every_nth 20 >&2 || true
  mapfile -t missing < <(missing_packages "$@")
  if ((${#missing[@]})); then
    tail -n 40 "$log" >&2
    rm -f "$log"
    die 1 "apt-get did not install: ${missing[*]}"
  fi
  rm -f "$log"
}

# configure PRESET: quiet when it works.
configure() {
  local log=$root/build/configure-$1.log
  mkdir -p "$root/build"
  say "configuring preset $1"
  (cd "$root" && cmake --preset "$1") >"$log" 2>&1 || { cat "$log" >&2; die 1 "configuring preset $1 failed"; }
}

# build PRESET [TARGET…]: ninja shows its own progress line on a terminal, each 20th step elsewhere.
build() {
  local preset=$1
  shift
  say "building preset $preset with $(nproc) jobs"
  local -a command=(ninja -C "$root/build/$preset" -j "$(nproc)" "$@")
  if [[ -t 1 ]]; then
    "${command[@]}"
  else
    "${command[@]}" | every_nth 20
  fi
}
