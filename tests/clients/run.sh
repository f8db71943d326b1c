#!/usr/bin/env bash
# Programs that others wrote, each in an environment of its own, against `captioner serve`.
# Called in the checkout, with the Python of the product's environment.
set -euo pipefail

product=$1
clients=$(dirname "$0")
folder=$(mktemp -d)
server=
trap '[ -z "$server" ] || kill "$server" || true; wait; rm -rf "$folder"' EXIT
export CAPTIONER_SERVE_KEY="key-of-this-run-$RANDOM"
export LOGURU_AUTOINIT=False  # no greeting on stderr

# What the lists pin is made for these Pythons.
python=
for candidate in python3 python3.13 python3.12 python3.11; do
    if "$candidate" -c 'import sys, venv; sys.exit(not (3, 11) <= sys.version_info < (3, 14))' \
        2>/dev/null; then
        python=$candidate
        break
    fi
done
[ -n "$python" ] || { echo "no Python from 3.11 to 3.13 here" >&2; exit 1; }

# The lists name everything that the clients import, so nothing is resolved.
install() {
    "$python" -m venv "$folder/$1"
    "$folder/$1/bin/pip" install -q --disable-pip-version-check --no-deps \
        --no-compile -r "$clients/$1/requirements.txt"
}

names=(documented pipecat livekit)
installs=()
for name in "${names[@]}"; do
    install "$name" &
    installs+=($!)
done
for pid in "${installs[@]}"; do
    wait "$pid"
done
echo "  installed after $SECONDS s"

for name in "${names[@]}"; do
    coproc SERVE { exec "$product" -m captioner serve --port 0; }
    server=$SERVE_PID
    read -r -t 60 line <&"${SERVE[0]}"
    address=${line#listening on }
    "$folder/$name/bin/python" "$clients/$name/client.py" "${address%/*}"
    kill "$server"
    wait "$server"
    server=
done
