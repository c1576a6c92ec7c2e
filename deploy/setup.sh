#!/bin/sh
# Bring a fresh Debian 12, Debian 13 or Raspberry Pi OS to the point where the program runs; done steps cost nothing again.
#   deploy/setup.sh run    what "make run" needs: server and station
#   deploy/setup.sh dev    that, and what "make check", "make test" and "make bench" need
# Installs Debian packages as root or through sudo without a password; otherwise prints the one line to run, and stops.
set -eu
cd "$(dirname "$0")/.."
PATH="$PATH:/usr/local/sbin:/usr/sbin:/sbin"
purpose="${1:?say what for: run or dev}"
case "$purpose" in run | dev) ;; *) echo "set-up: say run or dev, not $purpose" >&2; exit 2 ;; esac

say() { echo "set-up: $*"; }
checksum() { cat "$@" | sha256sum | cut -d' ' -f1; }
stamped() { [ -f "$1" ] && [ "$(cat "$1")" = "$2" ]; }

# --- Debian packages -------------------------------------------------------------------------------------------------

present() {
    case "$1" in
    lib:*) ldconfig -p | grep -qF "${1#lib:}" ;;
    /*) for file in $1; do [ -e "$file" ] && return 0; done; return 1 ;;
    *) command -v "$1" >/dev/null 2>&1 ;;
    esac
}

suits() { # a Python from 3.11 to 3.13 that can make a virtual environment
    "$1" -c 'import sys, venv, ensurepip; sys.exit(not (3, 11) <= sys.version_info[:2] < (3, 14))' >/dev/null 2>&1
}

choose_python() {
    for candidate in "${PYTHON:-python3}" python3 python3.13 python3.12 python3.11 /usr/bin/python3; do
        suits "$candidate" && command -v "$candidate" && return 0
    done
    return 1
}

missing_packages() {
    while read -r needed package probe _; do
        case "$needed" in '' | '#'*) continue ;; esac
        if [ "$needed" = run ] || [ "$needed" = "$purpose" ]; then
            present "$probe" || printf ' %s' "$package"
        fi
    done <deploy/packages.txt
    suits .venv/bin/python || choose_python >/dev/null || printf ' python3 python3-venv'
}

install_packages() {
    if ! command -v apt-get >/dev/null; then
        say "this is not Debian; please install by its own means:$1" >&2
        exit 1
    elif [ "$(id -u)" = 0 ]; then
        as_root="env DEBIAN_FRONTEND=noninteractive"
    elif command -v sudo >/dev/null && sudo -n true 2>/dev/null; then
        as_root="sudo -n env DEBIAN_FRONTEND=noninteractive"
    else
        say "programs are missing. Run this one line, then the same command again:" >&2
        echo "    sudo apt-get update && sudo apt-get install -y --no-install-recommends$1" >&2
        exit 1
    fi
    say "installing Debian packages (some minutes):$1"
    # shellcheck disable=SC2086  # both are lists of words
    { $as_root apt-get -qq update && $as_root apt-get -qq install -y --no-install-recommends $1; } </dev/null >/dev/null
}

missing="$(missing_packages)"
[ -z "$missing" ] || install_packages "$missing"

# --- Python environment ----------------------------------------------------------------------------------------------

if ! suits .venv/bin/python; then
    python="$(choose_python)" || { say "no Python from 3.11 to 3.13 with venv was found; set PYTHON=/path/to/python" >&2; exit 1; }
    say "making .venv with $python"
    "$python" -m venv --clear .venv
fi

install_locked() { # purpose, lock files: the versions and hashes of the lock files, nothing else
    locked="$(checksum requirements.*.lock)"
    stamped ".venv/.locked-$1" "$locked" && return 0
    say "installing Python packages ($1), versions and hashes as locked"
    name="$1"
    shift
    lists=""
    for lock in "$@"; do lists="$lists -r $lock"; done
    # shellcheck disable=SC2086
    .venv/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes $lists </dev/null
    echo "$locked" >".venv/.locked-$name"
}

if [ "$purpose" = dev ]; then
    install_locked dev requirements.dev.lock
    cp .venv/.locked-dev .venv/.locked-run
else
    install_locked run requirements.server.lock requirements.station.lock
fi

metadata="$(checksum setup.cfg pyproject.toml)"
if ! stamped .venv/.installed "$metadata"; then
    say "installing the program itself into .venv (it stays in this folder)"
    rm -rf broadcaster.egg-info # left by a build, it would hide the entry points installed now
    PYTHONWARNINGS=ignore .venv/bin/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e . </dev/null
    echo "$metadata" >.venv/.installed
fi

# --- Assets and catalogues of the pages ------------------------------------------------------------------------------

fetch_assets() {
    say "fetching the assets of the pages from npm, versions and hashes as locked"
    (cd web && npm ci --ignore-scripts --no-fund --no-audit --loglevel=error </dev/null >/dev/null)
    from=web/node_modules
    to=web/static/vendor
    rm -rf "$to"
    mkdir -p "$to/be-vietnam-pro" "$to/leaflet"
    for subset in latin vietnamese; do
        for weight in 400 600 700; do
            cp "$from/@fontsource/be-vietnam-pro/files/be-vietnam-pro-$subset-$weight-normal.woff2" "$to/be-vietnam-pro/"
        done
    done
    cp "$from/@fontsource/be-vietnam-pro/LICENSE" "$to/be-vietnam-pro/"
    cp "$from/htmx.org/dist/htmx.min.js" "$to/"
    cp -R "$from/leaflet/dist/leaflet.js" "$from/leaflet/dist/leaflet.css" "$from/leaflet/dist/images" "$from/leaflet/LICENSE" "$to/leaflet/"
}

assets="$(checksum web/package-lock.json deploy/setup.sh)"
if ! stamped web/static/vendor/.fetched "$assets"; then
    fetch_assets
    echo "$assets" >web/static/vendor/.fetched
fi

find web/translations -name '*.po' 2>/dev/null | while read -r catalogue; do
    compiled="${catalogue%.po}.mo"
    if [ ! -e "$compiled" ] || [ "$catalogue" -nt "$compiled" ]; then
        say "compiling $catalogue"
        .venv/bin/pybabel --quiet compile -i "$catalogue" -o "$compiled" </dev/null
    fi
done
