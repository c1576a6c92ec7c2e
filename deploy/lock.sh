#!/bin/sh
# Write requirements.*.lock anew from the extras in setup.cfg: newest versions, for Python 3.11 to 3.13, with hashes from PyPI.
# Settings of pip and uv on this machine are set aside, so that a lock file never names a local index or a wheel built here.
#   deploy/lock.sh             take the newest versions
#   deploy/lock.sh --keep      keep the versions of requirements.dev.lock where they still suit
set -eu
cd "$(dirname "$0")/.."
work="$(mktemp -d)"
trap 'rm -rf "$work"' EXIT
pins() { sed -n 's/^\([A-Za-z0-9._-]*==[^ ]*\).*/\1/p' "$1"; }

echo 'setuptools>=78' >"$work/build.in" # builds the program itself without a second environment
: >"$work/keep.txt"
if [ "${1:-}" = --keep ]; then pins requirements.dev.lock >"$work/keep.txt"; fi

resolve() { # constraints, lock file, extras
    constraints="$1" lock="$2"
    shift 2
    env -u UV_INDEX -u UV_DEFAULT_INDEX -u UV_EXTRA_INDEX_URL -u UV_FIND_LINKS -u UV_INDEX_URL \
        .venv/bin/uv pip compile --no-config --universal --python-version 3.11 \
        --generate-hashes --no-header --no-annotate --no-emit-index-url --no-emit-find-links --quiet \
        -c "$constraints" setup.cfg "$work/build.in" "$@" -o "$work/$lock" >"$work/log" || { cat "$work/log"; exit 1; }
}

resolve "$work/keep.txt" requirements.dev.lock --extra server --extra station --extra dev --extra piper --extra sherpa
pins "$work/requirements.dev.lock" >"$work/pins.txt"
resolve "$work/pins.txt" requirements.server.lock --extra server
resolve "$work/pins.txt" requirements.station.lock --extra station
resolve "$work/pins.txt" requirements.voices.lock --extra piper --extra sherpa
cp "$work"/requirements.*.lock .
wc -l requirements.*.lock
