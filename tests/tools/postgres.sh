#!/usr/bin/env bash
# A throw-away PostgreSQL for tests and benches: own data directory, own port, loopback only.
#
#   postgres.sh start DIR   creates the server in DIR (new or empty, such as mktemp -d makes it) and prints its URL
#   postgres.sh stop DIR    ends it and removes DIR
#
# The server keeps its production durability (fsync, full page writes), so that what is measured or proved on it counts.
# It refuses to run as root, so root starts it as another user, who then owns DIR. The password is made anew each time.
set -euo pipefail

fail() {
  echo "postgres.sh: $*" >&2
  exit 1
}

# The folder with initdb and pg_ctl: Debian keeps them out of PATH, one folder per version; the newest is taken.
server_programs() {
  local newest
  newest=$(find /usr/lib/postgresql -mindepth 3 -maxdepth 3 -path '*/bin/initdb' 2>/dev/null | sort -V | tail -n 1)
  if [ -z "$newest" ]; then
    newest=$(command -v initdb || true)
  fi
  [ -n "$newest" ] || fail "no PostgreSQL server is installed (Debian and Ubuntu: apt-get install postgresql)"
  dirname "$newest"
}

# Who the server runs as: whoever calls, or for root the first of these users that exists.
server_user() {
  local user
  if [ "$(id -u)" -ne 0 ]; then
    id -un
    return
  fi
  for user in postgres nobody; do
    if id "$user" >/dev/null 2>&1; then
      echo "$user"
      return
    fi
  done
  fail "PostgreSQL refuses to run as root, and there is neither a user 'postgres' nor 'nobody'"
}

as_server_user() {
  if [ "$(id -u)" -eq 0 ]; then
    setpriv --reuid "$(id -u "$user")" --regid "$(id -g "$user")" --clear-groups -- "$@"
  else
    "$@"
  fi
}

start() {
  local dir=$1 programs user password port attempt
  programs=$(server_programs)
  user=$(server_user)
  mkdir -p "$dir"
  [ -z "$(ls -A "$dir")" ] || fail "$dir is not empty"
  dir=$(cd "$dir" && pwd)
  chown "$user" "$dir"
  chmod 700 "$dir"
  as_server_user test -w "$dir" || fail "the server runs as $user, who cannot pass the folders above $dir"

  # Hexadecimal, so that it needs no escaping in a URL.
  password=$(od -An -N16 -tx1 /dev/urandom | tr -d ' \n')
  (umask 077 && printf '%s\n' "$password" >"$dir/password")
  chown "$user" "$dir/password"
  (cd "$dir" && as_server_user "$programs/initdb" --pgdata="$dir/data" --username=redress --pwfile="$dir/password" \
    --auth=scram-sha-256 --encoding=UTF8 --locale=C --no-sync >"$dir/initdb.log" 2>&1) \
    || { cat "$dir/initdb.log" >&2; fail "initdb failed"; }

  # No Unix socket: its path may be too long for the system, and everything here connects over TCP.
  cat >>"$dir/data/postgresql.conf" <<CONF
listen_addresses = '127.0.0.1'
unix_socket_directories = ''
max_connections = 200
fsync = on
synchronous_commit = on
log_connections = on
log_timezone = 'UTC'
timezone = 'UTC'
CONF

  # Below the range from which the system hands out ports by itself. A port that is taken fails the start; another is tried.
  for attempt in 1 2 3 4 5 6 7 8; do
    port=$((20000 + (RANDOM * 32768 + RANDOM) % 10000))
    if (cd "$dir" && as_server_user "$programs/pg_ctl" start --pgdata="$dir/data" --log="$dir/log" --wait --silent \
      --timeout=60 --options="-p $port") </dev/null >"$dir/pg_ctl.log" 2>&1; then
      echo "postgresql://redress:$password@127.0.0.1:$port/postgres"
      return
    fi
    grep -q "Address already in use" "$dir/log" || break
  done
  cat "$dir/pg_ctl.log" "$dir/log" >&2
  fail "the server did not start (attempt $attempt)"
}

stop() {
  local dir=$1 programs user
  [ -d "$dir" ] || return 0
  dir=$(cd "$dir" && pwd)
  rmdir "$dir" 2>/dev/null && return 0
  [ -e "$dir/password" ] || fail "$dir was not made by 'postgres.sh start'"
  if [ -e "$dir/data/postmaster.pid" ]; then
    programs=$(server_programs)
    user=$(server_user)
    (cd "$dir" && as_server_user "$programs/pg_ctl" stop --pgdata="$dir/data" --mode=immediate --wait --silent) >&2
  fi
  rm -rf "$dir"
}

case "${1-} $#" in
  "start 2") start "$2" ;;
  "stop 2") stop "$2" ;;
  *)
    sed -n '2,/^set /{/^#/s/^# \{0,1\}//p}' "$0"
    exit 2
    ;;
esac
