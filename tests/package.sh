#!/usr/bin/env bash
# Makes the Debian packages of the last commit, asks lintian, and starts what is in them.
#   tests/package.sh              the packages are only unpacked, and the programs started from there
#   tests/package.sh --install    they are installed for it, as root, and removed again; the desktop starts the window, too
#   tests/package.sh --twice      they are made a second time, and have to be the same; goes with --install
set -euo pipefail
cd "$(dirname "$0")/.."
. app/prepare.sh
install_missing $(packages_for build) $(packages_for run) $(packages_for package)
install='' twice=''
for argument; do
  case $argument in
    --install) install=yes ;;
    --twice) twice=yes ;;
    *) sed -n '2,6s/^# //p' "$0" >&2; exit 2 ;;
  esac
done
for package in $(packages_for build | grep -o '[^ ]*-dev'); do
  grep -q "^ *$package\b" data/debian/control || { echo "data/debian/control does not name $package."; exit 1; }
done
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

data/debian/build.sh "$work/first" > "$work/log" 2>&1 || { tail -40 "$work/log"; exit 1; }
lintian --fail-on error,warning --suppress-tags bad-distribution-in-changes-file "$work"/first/*.changes
echo "lintian has nothing to say."

if [ -n "$twice" ]; then
  data/debian/build.sh "$work/second" > "$work/log" 2>&1 || { tail -40 "$work/log"; exit 1; }
  (cd "$work/first" && sha256sum -- *.deb) > "$work/sums"
  (cd "$work/second" && sha256sum --check --quiet "$work/sums")
  echo "Both times the same packages came out."
fi

packages=("$work"/first/rackside_*.deb "$work"/first/racksidectl_*.deb)
root=$work/root
ctl=/usr/bin/racksidectl
if [ -n "$install" ]; then
  root=
  DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${packages[@]}" > "$work/log" 2>&1 \
    || { tail -20 "$work/log"; exit 1; }
  trap 'apt-get purge -y -qq rackside racksidectl > /dev/null; rm -rf "$work"' EXIT
else
  for package in "${packages[@]}"; do dpkg-deb -x "$package" "$root"; done
  glib-compile-schemas --strict "$root/usr/share/glib-2.0/schemas"      # which dpkg has done when it installs
  ctl=$root/usr/libexec/rackside/racksidectl-full      # which the small one looks for in the system
  export XDG_DATA_DIRS=$root/usr/share:${XDG_DATA_DIRS:-/usr/local/share:/usr/share}
fi

"$root/usr/bin/racksidectl" --version
for language in $(grep -v '^#' po/LINGUAS); do
  [ -s "$root/usr/share/locale/$language/LC_MESSAGES/rackside.mo" ] || { echo "No catalogue for $language."; exit 1; }
done
cd /
HOME=$work XDG_RUNTIME_DIR=$work GDK_BACKEND=x11 timeout 120 dbus-run-session -- \
  xvfb-run --auto-servernum --server-args='-screen 0 1600x1000x24' \
  "$root/usr/bin/rackside" --demo --screenshot "$work/demo.png" > "$work/log" 2>&1 || { cat "$work/log"; exit 1; }
[ -s "$work/demo.png" ]
echo "The window has shown a simulated server."

# As a desktop starts it: by its desktop file, through the bus, with the schema that dpkg has compiled.
if [ -n "$install" ]; then
  desktop-file-validate /usr/share/applications/org.rackside.Rackside.desktop
  gsettings list-schemas | grep -qx org.rackside.Rackside || { echo "The schema is not installed."; exit 1; }
  HOME=$work XDG_RUNTIME_DIR=$work GDK_BACKEND=x11 GTK_A11Y=none timeout 120 dbus-run-session -- \
    xvfb-run --auto-servernum --server-args='-screen 0 1600x1000x24' bash -euo pipefail -s <<'END' > "$work/log" 2>&1 \
    || { cat "$work/log"; exit 1; }
dbus-update-activation-environment DISPLAY XAUTHORITY
gio launch /usr/share/applications/org.rackside.Rackside.desktop
timeout 60 xdotool search --sync --onlyvisible --name '^Rackside$'
gdbus call --session --dest org.freedesktop.DBus --object-path /org/freedesktop/DBus \
  --method org.freedesktop.DBus.NameHasOwner org.rackside.Rackside | grep true
gapplication launch org.rackside.Rackside ipmi://somebody@server.example
gapplication action org.rackside.Rackside quit
END
  echo "The desktop file has started it through the bus."
fi

# What the window starts, and what racksidectl hands over to, is where the package put it.
"$root/usr/bin/rackside-simulator" > "$work/simulator" &
simulator=$!
for ((i = 0; i < 100; i++)); do [ -s "$work/simulator" ] && break; sleep 0.1; done
uri=$(sed -n 's/.*"uri":"\([^"]*\)".*/\1/p' "$work/simulator")
pin=$(sed -n 's/.*"pin":"\([^"]*\)".*/\1/p' "$work/simulator")
RACKSIDE_PASSWORD=$(sed -n 's/.*"password":"\([^"]*\)".*/\1/p' "$work/simulator") \
  "$ctl" "$uri" status --json --trust "$pin"
kill $simulator
