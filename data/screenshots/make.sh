#!/usr/bin/env bash
# Makes data/screenshots/console.png: the window with the simulated server, after two commands were typed there; and,
# by panel.py, panel-*.png: each page of the panel, light and dark.
# Needs a finished build in build/ and what app/run.sh and tests/run.sh install.
set -euo pipefail
cd "$(dirname "$0")/../.."
work=$(mktemp -d)
trap 'exec 3>&- || :; rm -rf "$work"' EXIT

# The simulator ends when the pipe on its standard input does.
mkfifo "$work/in" "$work/out"
build/app/simulator/rackside-simulator --exit-on-eof < "$work/in" > "$work/out" &
exec 3> "$work/in"
read -r ready < "$work/out"
get () { /usr/bin/python3 -c 'import json, sys; print(json.loads(sys.argv[1])[sys.argv[2]])' "$ready" "$1"; }

export RACKSIDE_PASSWORD XDG_CONFIG_HOME=$work
RACKSIDE_PASSWORD=$(get password)
printf 'colours\nhelp\n' | build/app/ctl/racksidectl "$(get uri)" --trust "$(get pin)" --timeout 30 type -

# The window is given a session and the key to trust, so that it asks nothing.
mkdir -p "$work/rackside"
printf '[127.0.0.1 %s]\nkey=%s\n' "$(get https_port)" "$(get pin)" > "$work/rackside/known-hosts"
key=$(/usr/bin/python3 - "$(get https_port)" "$(get user)" <<'END'
import json, os, ssl, sys, urllib.request
context = ssl.create_default_context()
context.check_hostname = False
context.verify_mode = ssl.CERT_NONE
body = {'method': 'login', 'user_login': sys.argv[2], 'password': os.environ['RACKSIDE_PASSWORD']}
url = f'https://127.0.0.1:{sys.argv[1]}/json/login_session'
print(json.load(urllib.request.urlopen(url, json.dumps(body).encode(), context=context))['session_key'])
END
)
GDK_BACKEND=x11 timeout 60 dbus-run-session -- xvfb-run --auto-servernum --server-args='-screen 0 1600x1000x24' \
  build/app/window/rackside --screenshot "$PWD/data/screenshots/console.png" \
  "hplocons://addr=127.0.0.1:$(get https_port)&sessionkey=$key"
echo "data/screenshots/console.png"
/usr/bin/python3 data/screenshots/panel.py
