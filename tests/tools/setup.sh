# Shared by tests/run and .ci/run, which source it: stages with their time, and installing what a fresh system lacks.
# A missing part is installed or named, and then the run ends; nothing is ever skipped because it is not there.

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
target=${CARGO_TARGET_DIR:-$root/target}

fail() {
  echo "error: $*" >&2
  exit 1
}

# stage NAME COMMAND…: runs the command and prints how long it took. `set -e` ends the run where it fails; the trap says where.
stage() {
  local start=$SECONDS
  step=$1
  shift
  echo "==> $step"
  "$@"
  echo "    $step: $((SECONDS - start)) s"
}

step=setup
# What a run has to undo, however it ends; tests/run says what.
clean_up() { :; }
on_exit() {
  local status=$?
  clean_up
  [ "$status" -eq 0 ] || echo "error: $step: failed after $SECONDS s in all" >&2
  exit "$status"
}
trap on_exit EXIT
trap 'exit 130' INT
trap 'exit 143' TERM

has_postgres() {
  command -v initdb >/dev/null || compgen -G '/usr/lib/postgresql/*/bin/initdb' >/dev/null
}

has_python() {
  python3 -c 'import sys, ensurepip, venv; sys.exit(sys.version_info < (3, 10))' 2>/dev/null
}

# need_system [tests]: Rust, a C compiler, Python with venv, and what only the tests use: PostgreSQL's server, pdftotext and curl.
need_system() {
  local missing=()
  command -v cargo >/dev/null || fail "Rust is missing: install it with rustup, https://rustup.rs"
  command -v cc >/dev/null || missing+=(gcc libc6-dev)
  command -v git >/dev/null || missing+=(git)
  has_python || missing+=(python3 python3-venv)
  if [ "${1-}" = tests ]; then
    has_postgres || missing+=(postgresql)
    command -v pdftotext >/dev/null || missing+=(poppler-utils)
    command -v curl >/dev/null || missing+=(curl ca-certificates)
  fi
  [ ${#missing[@]} -eq 0 ] && return
  apt_install "${missing[@]}"
}

# Whether packages can be installed without a question.
can_install() {
  command -v apt-get >/dev/null && { [ "$(id -u)" -eq 0 ] || sudo -n true 2>/dev/null; }
}

apt_install() {
  local as_root=() installed=true
  if [ "$(id -u)" -ne 0 ]; then
    as_root=(sudo -n)
  fi
  if ! can_install; then
    fail "missing on this system: $*. Install it (Debian and Ubuntu: sudo apt-get install $*) and run this again"
  fi
  echo "installing $*"
  "${as_root[@]}" apt-get update -qq
  # Debian starts a server of its own when it installs one; only its programs are wanted here.
  local no_cluster=/etc/postgresql-common/createcluster.d/redress-no-cluster.conf
  "${as_root[@]}" mkdir -p "${no_cluster%/*}"
  echo 'create_main_cluster = false' | "${as_root[@]}" tee "$no_cluster" >/dev/null
  "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "$@" >/dev/null \
    || installed=false
  "${as_root[@]}" rm -f "$no_cluster"
  $installed || fail "apt-get could not install $*"
}

# need_python_tools FOLDER REQUIREMENTS: a virtual environment in FOLDER with exactly what the file pins; its programs come first in PATH.
need_python_tools() {
  local folder=$1 requirements=$2 stamp
  stamp=$folder/installed.txt
  if ! cmp -s "$requirements" "$stamp" || ! "$folder/bin/python" -c '' 2>/dev/null; then
    rm -rf "$folder"
    python3 -m venv "$folder"
    "$folder/bin/pip" install --quiet --disable-pip-version-check --no-deps --only-binary :all: --requirement "$requirements"
    "$folder/bin/pip" check --disable-pip-version-check >/dev/null || fail "$requirements does not pin everything"
    cp "$requirements" "$stamp"
  fi
  export PATH=$folder/bin:$PATH
}

# need_node_tools FOLDER: the libraries for Node that the tests use, in FOLDER, with exactly the versions of node.json.
need_node_tools() {
  local folder=$1 requirements=$root/tests/tools/node.json
  if ! cmp -s "$requirements" "$folder/package.json" || [ ! -d "$folder/node_modules" ]; then
    rm -rf "$folder"
    mkdir -p "$folder"
    cp "$requirements" "$folder/package.json"
    npm install --prefix "$folder" --silent --no-fund --no-audit --no-package-lock --ignore-scripts
  fi
}

# The folder of gRPC's jars for Java, as Debian lays them, and the programs that generate code for them.
java_jars=/usr/share/java
has_grpc_java() {
  command -v protoc >/dev/null && command -v grpc_java_plugin >/dev/null && [ -e $java_jars/grpc-netty.jar ] \
    && [ -e $java_jars/netty-codec-http2.jar ] && [ -e $java_jars/perfmark-api.jar ] \
    && [ -e $java_jars/proto-google-common-protos.jar ] && [ -e $java_jars/geronimo-annotation-1.3-spec.jar ]
}

# offer_java_tools: where a compiler for Java is, what a client in Java is built with, if that can be installed. It is the one
# thing that is done without when it is not there: few who work on this have Java.
offer_java_tools() {
  command -v javac >/dev/null || { echo "    no compiler for Java: its example is not run"; return 0; }
  if ! has_grpc_java && can_install; then
    (apt_install libgrpc-java libnetty-java libperfmark-java libgoogle-common-protos-java libprotobuf-java \
      libgeronimo-annotation-1.3-spec-java protobuf-compiler protobuf-compiler-grpc-java-plugin) || true
  fi
  has_grpc_java || echo "    no gRPC for Java: its example is not run"
}
