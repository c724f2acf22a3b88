#!/bin/sh
# Makes this checkout ready to run: a Python, the system libraries and fonts that setting pages needs,
# the locked Python packages in .venv, and the chongpai command. `make` calls it before anything else.
#
#   sh setup.sh                 does what is missing; a second run finds everything there
#   PYTHON=python3.12 make dist chooses the interpreter
#
# Ends with 0 when everything is there, with 3 and one line to act on when something is not.
set -eu
cd "$(dirname "$0")"

LOG=$(mktemp)
trap 'rm -f "$LOG"' EXIT
trap 'exit 130' INT TERM

say() { printf 'setup: %s\n' "$*"; }
fail() {
    printf 'setup: %s\n' "$*" >&2
    exit 3
}
# Run a command silently; when it fails, show the end of what it said.
quietly() { "$@" >"$LOG" 2>&1 || { tail -n 15 "$LOG" >&2; return 1; }; }

# --- Python -------------------------------------------------------------------------------------

is_new_enough() { "$1" -c 'import sys; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1; }
version() { "$python" -c 'import sys; print("%d.%d" % sys.version_info[:2])'; }
has_venv() { "$1" -c 'import venv, ensurepip' >/dev/null 2>&1; }

# Print the Python that .venv was made with. An environment whose clearing was interrupted may take itself for it.
find_maker() {
    is_new_enough .venv/bin/python || return
    .venv/bin/python -c 'import sys; assert sys.prefix != sys.base_prefix; print(sys._base_executable)' 2>/dev/null
}
# Print the interpreter to use: PYTHON if given, else the one of .venv, else the first new enough that can make
# a virtual environment, else the first new enough. A name may be a shim that does not run, so each is tried.
find_python() {
    if [ -n "${PYTHON:-}" ]; then
        is_new_enough "$PYTHON" && printf '%s\n' "$PYTHON"
        return
    fi
    find_maker && return
    candidates="python3 python3.14 python3.13 python3.12 python3.11 /usr/bin/python3"
    for test in has_venv true; do
        for name in $candidates; do
            if is_new_enough "$name" && $test "$name"; then
                printf '%s\n' "$name"
                return
            fi
        done
    done
    return 1
}

# --- System libraries and fonts -----------------------------------------------------------------

# Print what is missing of what pipeline/needs.toml says everybody needs: by name, or the packages of an
# installer that bring it. Fonts are asked for because pages without them come out full of boxes, silently.
missing() {
    "$python" -B - "$1" <<'EOF'
import sys

from pipeline.needs import is_here, list_packages, read_needs

lacking = [need for need in read_needs() if not need.optional and not is_here(need)]
installer = sys.argv[1]
print(*([need.name for need in lacking] if installer == "names" else list_packages(lacking, installer)),
      sep=", " if installer == "names" else " ")  # fmt: skip
EOF
}

as_root() {
    if [ "$(id -u)" = 0 ]; then
        "$@"
    else
        sudo "$@"
    fi
}
# Root, or sudo that asks nothing, or sudo with somebody there to answer.
may_be_root() {
    [ "$(id -u)" = 0 ] && return 0
    command -v sudo >/dev/null 2>&1 || return 1
    sudo -n true 2>/dev/null || [ -t 0 ]
}

install_with_apt() {
    may_be_root || fail "cannot install $1 without root; as root run:" \
        "apt-get update && apt-get install -y --no-install-recommends $1"
    say "installing $1 with apt-get"
    # A fresh machine has empty package lists; one broken list need not stop the rest.
    quietly as_root env DEBIAN_FRONTEND=noninteractive apt-get -o DPkg::Lock::Timeout=300 update ||
        say "apt-get update failed; going on with the package lists that are there"
    # shellcheck disable=SC2086 # several names
    quietly as_root env DEBIAN_FRONTEND=noninteractive apt-get -o DPkg::Lock::Timeout=300 \
        install -y --no-install-recommends $1 ||
        fail "apt-get could not install $1 (its words are above); install them, then run make again"
}

install_with_brew() {
    say "installing $1 with brew"
    # shellcheck disable=SC2086 # several names
    quietly brew install $1 ||
        fail "brew could not install $1 (its words are above); install them, then run make again"
}

prepare_system() {
    lacking=$(missing names)
    venv=$(is_ready || has_venv "$python" || printf 'venv')
    [ -z "$lacking$venv" ] && return

    if command -v apt-get >/dev/null 2>&1; then
        packages="$(missing apt)"
        [ -n "$venv" ] && packages="$packages python$(version)-venv"
        install_with_apt "${packages# }"
    elif [ -n "$lacking" ] && command -v brew >/dev/null 2>&1; then
        install_with_brew "$(missing brew)"
    fi

    lacking=$(missing names)
    [ -z "$lacking" ] || fail "still missing: $lacking;" \
        "install what Debian calls $(missing apt), then run make again"
    is_ready || has_venv "$python" || fail "$python cannot make a virtual environment;" \
        "install its venv and ensurepip modules, or name another Python with PYTHON=, then run make again"
}

# --- Python packages ----------------------------------------------------------------------------

# Wait until no other set-up of this folder is at work. Whatever has the folder open as 9 holds the lock: this
# shell and all it starts, so a pip that outlives its shell is waited for too. Python locks, as macOS has no
# command for it; a disk that knows no locks is gone on without.
wait_for_others() {
    exec 9<.
    "$python" -B - 2>/dev/null <<'EOF' || :
import fcntl

try:
    fcntl.flock(9, fcntl.LOCK_EX | fcntl.LOCK_NB)
except BlockingIOError:
    print("setup: another set-up is at work in this folder; waiting for it to end", flush=True)
    fcntl.flock(9, fcntl.LOCK_EX)
EOF
}

# A step leaves a file with what it was done for, so an interrupted one is done again from the start.
is_done() { [ "$(cat ".venv/$1.done" 2>/dev/null)" = "$2" ]; }
mark_done() { printf '%s\n' "$2" >".venv/$1.done"; }

identity() { "$1" -c 'import sys; print(sys.base_prefix, sys.version_info[:3])' 2>/dev/null; }
# The environment runs, stands where it was made, and is of the Python asked for, if one was.
is_sound() {
    [ -n "$(identity .venv/bin/python)" ] || return 1
    [ -z "${PYTHON:-}" ] || [ "$(identity .venv/bin/python)" = "$(identity "$PYTHON")" ]
}

# The locked packages are in, all of them.
is_ready() { is_done packages "$locked" && is_sound; }
is_complete() { is_ready && is_done project "$project"; }

prepare_packages() {
    is_complete && return
    wait_for_others
    if ! is_ready; then
        say "making .venv with $python and installing the locked packages (about 490 MB)"
        rm -f .venv/*.done
        quietly "$python" -m venv --clear .venv ||
            fail "$python could not make .venv (its words are above); name another Python with PYTHON="
        # Wheels only: no stranger's code runs while installing, and no compiler is asked for.
        quietly .venv/bin/python -m pip install -q --disable-pip-version-check --only-binary :all: \
            --require-hashes -r requirements.lock ||
            fail "pip could not install requirements.lock (its words are above); see to the network, then run make again"
        mark_done packages "$locked"
    fi

    if ! is_done project "$project"; then
        say "installing chongpai from this folder"
        quietly .venv/bin/python -m pip install -q --disable-pip-version-check --no-deps --no-index \
            --no-build-isolation --editable . || fail "pip could not install chongpai (its words are above)"
        mark_done project "$project"
    fi
}

locked="$(cksum <requirements.lock) $(pwd -P)"
project="$(cksum <pyproject.toml)"
if [ "$(uname)" = Darwin ] && command -v brew >/dev/null 2>&1; then
    # Only Homebrew's own Python looks there unasked.
    DYLD_FALLBACK_LIBRARY_PATH="$(brew --prefix)/lib:/usr/local/lib:/usr/lib"
    export DYLD_FALLBACK_LIBRARY_PATH
fi

python=$(find_python) || fail "${PYTHON:-what python3 runs here, if any,} is not Python 3.11 or newer;" \
    "install python3 and python3-venv, or name one with PYTHON=/path/to/python3"
prepare_system
prepare_packages
say "ready: $(.venv/bin/python --version), libraries, fonts and packages are there"
