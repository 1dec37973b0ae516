#!/bin/sh
# run.sh DIR PORT: run ipmi_sim in the foreground on 127.0.0.1:PORT (UDP), state in DIR.
# Also used: PORT+1 (UDP, the same BMC with a K_G), PORT+2 (TCP, simulator commands),
# PORT+3 (TCP, the serial console behind SOL). KG="..." sets the K_G (at most 19
# characters). A DIR that is already there keeps its SEL, FRU and users.
# RESTART=1: start the simulator again when it crashes. NOSOL=1: start no serial console, leave PORT+3 to the caller.
# DIR/ended gets the exit status of every simulator that ended by itself. Ends with status 3 when a port is taken.
set -eu
[ $# -eq 2 ] || { echo "usage: run.sh DIR PORT" >&2; exit 2; }
conf=$(CDPATH= cd -- "$(dirname -- "$0")" && pwd)
mkdir -p "$1"; dir=$(CDPATH= cd -- "$1" && pwd); port=$2
name=bmcsim
py=${PYTHON:-/usr/bin/python3}
[ -f "$dir/live-temp.txt" ] || echo 41 > "$dir/live-temp.txt"
mkdir -p "$dir/ipmi_sim/$name"
sdrcomp -8 -o "$dir/ipmi_sim/$name/sdr.20.main" "$conf/main.sdrs"
sdrcomp -8 -r -o "$dir/sat72.raw" "$conf/sat72.sdrs"
"$py" "$conf/mkstate.py" "$conf" "$dir" $name
sed -e "s|@NAME@|$name|g" -e "s|@PORTKG@|$((port + 1))|g" -e "s|@PORT@|$port|g" \
	-e "s|@CONSOLE@|$((port + 2))|g" -e "s|@SOLPORT@|$((port + 3))|g" \
	-e "s|@KG@|${KG:-kg-key-of-19-bytes!}|g" -e "s|@CONF@|$conf|g" -e "s|@DIR@|$dir|g" \
	"$conf/lan.conf" > "$dir/lan.conf"
cp "$conf/bmc.emu" "$dir/bmc.emu"
rm -f "$dir/ended"
cd "$dir"
sol= sim=
trap 'kill $sim $sol 2>/dev/null || :; wait; exit 0' INT TERM HUP
if [ -z "${NOSOL:-}" ]; then
	"$py" "$conf/sol-target.py" $((port + 3)) & sol=$!
	i=0                                   # the simulator connects at start and then only every 10 s
	until "$py" -c 'import socket, sys; socket.create_connection(("127.0.0.1", int(sys.argv[1])), 1)' $((port + 3)) 2>/dev/null; do
		i=$((i + 1)); [ $i -lt 50 ] || { echo "no serial console" >&2; break; }
		sleep 0.1
	done
	kill -0 $sol 2>/dev/null || { echo "port $((port + 3)) is taken" >&2; exit 3; }
fi
while :; do
	ipmi_sim -c lan.conf -f bmc.emu -s "$dir" -n > sim.log 2>&1 & sim=$!
	echo "$sim" > sim.pid
	rc=0; wait $sim || rc=$?
	if [ ! -f ended ] && grep -q 'Address already in use' sim.log; then
		echo "one of the ports from $port to $((port + 3)) is taken" >&2; rc=3; break
	fi
	echo $rc >> ended
	[ -n "${RESTART:-}" ] && [ $rc -ne 0 ] || break
	echo "simulator ended with $rc, starting it again" >&2
done
kill $sol 2>/dev/null || :
exit $rc
