#!/usr/bin/env bash
# ovs.sh - a small Open vSwitch without its kernel module: two ends, traffic between them, and what the switch exports of it.
#
#   ovs.sh up [--sample N] [--ipfix PORT] [--sflow PORT]   start it; exports go to 127.0.0.1 here, at PORT (none without)
#   ovs.sh traffic                       pings, page loads, an upload, datagrams and refused calls between the ends
#   ovs.sh record DIR [--sample N]       the same, recorded: DIR/ovs-{traffic,ipfix,sflow}.pcap, or ovs-1-in-N-…
#   ovs.sh down
#
# Needs root and openvswitch-switch, ethtool, busybox, socat, tcpdump. Nothing leaves its three network namespaces but the
# exported datagrams, through a unix socket.
set -euo pipefail
state=${MIEN_TESTBED:-/var/tmp/mien-testbed}/ovs
switch=${MIEN_TESTBED_NAME:-mien}-ovs
left=$switch-a right=$switch-b
left_address=10.77.250.10 right_address=10.77.250.11
export OVS_RUNDIR=$state OVS_DBDIR=$state OVS_LOGDIR=$state
fail() { echo "ovs: $*" >&2; exit 1; }
on() { ip netns exec "$@"; }
control() { on $switch ovs-vsctl --db="unix:$state/db.sock" --timeout=20 "$@"; }
is_up() { [[ -e /run/netns/$switch ]]; }
# Starts a program apart from this script and notes its number, so that `down` ends it and nothing else.
spawn() { setsid "$@" </dev/null >>"$state/programs.log" 2>&1 & echo $! >>"$state/pids"; }

up() {
  local sample=1 ipfix='' sflow='' name program
  while (($#)); do
    case $1 in --sample) sample=$2 ;; --ipfix) ipfix=$2 ;; --sflow) sflow=$2 ;; *) fail "no such option: $1" ;; esac
    shift 2
  done
  [[ $(id -u) = 0 ]] || fail 'needs root'
  for program in ovs-vswitchd ovsdb-server ethtool busybox socat tcpdump; do
    command -v $program >/dev/null || fail "needs $program"
  done
  is_up && fail 'is up already'
  mkdir -p "$state"
  [[ -c /dev/net/tun ]] || { mkdir -p /dev/net; mknod /dev/net/tun c 10 200; }
  for name in $switch $left $right; do ip netns add $name; ip -n $name link set lo up; done
  rm -f "$state"/{conf.db,db.sock,pids,*.pid}
  ovsdb-tool create "$state/conf.db" /usr/share/openvswitch/vswitch.ovsschema
  on $switch ovsdb-server "$state/conf.db" --remote="punix:$state/db.sock" --pidfile="$state/db.pid" --detach --log-file="$state/db.log" 2>/dev/null
  control --no-wait init
  on $switch ovs-vswitchd "unix:$state/db.sock" --disable-system --pidfile="$state/switch.pid" --detach --log-file="$state/switch.log" 2>/dev/null
  control add-br br0 -- set bridge br0 datapath_type=netdev other-config:hwaddr=52:54:00:4d:fa:01
  plug $left p1 52:54:00:4d:fa:0a $left_address
  plug $right p2 52:54:00:4d:fa:0b $right_address
  receive 4739 "$ipfix"
  receive 6343 "$sflow"
  sleep 0.3
  # A flow is told of once it is three seconds old; counters of the ports every five.
  control -- set bridge br0 ipfix=@i -- --id=@i create ipfix targets='"127.0.0.1:4739"' sampling="$sample" \
    obs_domain_id=77 obs_point_id=1 cache_active_timeout=3 cache_max_flows=4096 >/dev/null
  control -- set bridge br0 sflow=@s -- --id=@s create sflow agent=lo targets='"127.0.0.1:6343"' sampling="$sample" \
    header=128 polling=5 >/dev/null
  mkdir -p "$state/www"; head -c 20000 /dev/zero | tr '\0' 'a' >"$state/www/page"
  spawn ip netns exec $right busybox httpd -f -p 80 -h "$state/www"
  spawn ip netns exec $right socat -u TCP-LISTEN:9000,fork,reuseaddr OPEN:/dev/null
  spawn ip netns exec $right socat UDP-RECVFROM:5300,fork EXEC:cat
  for _ in {1..50}; do on $left busybox ping -c 1 -W 1 $right_address >/dev/null && return; sleep 0.1; done
  fail 'the ends do not reach each other'
}

# One end: a namespace behind a port of the switch. Checksums are made by software: the switch takes frames as they are.
plug() { # NAMESPACE PORT MAC ADDRESS
  on "$1" sysctl -qw net.ipv6.conf.default.disable_ipv6=1 net.ipv6.conf.all.disable_ipv6=1
  on $switch sysctl -qw net.ipv6.conf.default.disable_ipv6=1 net.ipv6.conf.all.disable_ipv6=1
  ip -n $switch link add "$2" type veth peer name eth0 netns "$1"
  ip -n "$1" link set eth0 address "$3" up; ip -n "$1" addr add "$4/24" dev eth0
  on "$1" ethtool -K eth0 tx off tso off gso off gro off >/dev/null
  on $switch ethtool -K "$2" tx off tso off gso off gro off >/dev/null
  ip -n $switch link set "$2" up
  control add-port br0 "$2"
}

# Takes the datagrams of the switch and hands them, one by one, to 127.0.0.1 of this namespace, if anybody wants them.
# Somebody must take them: every refused datagram costs the switch the next one, templates too.
receive() { # PORT_THERE PORT_HERE
  local socket=$state/export-$1.sock
  if [[ -z $2 ]]; then
    spawn ip netns exec $switch socat -u -b 65536 "UDP-RECV:$1,bind=127.0.0.1" OPEN:/dev/null
    return
  fi
  rm -f "$socket"
  spawn socat -u "UNIX-RECV:$socket" "UDP-SENDTO:127.0.0.1:$2"
  until [[ -S $socket ]]; do sleep 0.05; done
  spawn ip netns exec $switch socat -u -b 65536 "UDP-RECV:$1,bind=127.0.0.1" "UNIX-SENDTO:$socket"
}

traffic() {
  on $left busybox ping -q -c 5 $right_address >/dev/null
  for _ in 1 2 3; do on $left busybox wget -q -O /dev/null "http://$right_address/page"; sleep 0.3; done
  head -c 60000 /dev/zero | on $left socat -u - "TCP:$right_address:9000"
  for word in one two three four; do echo "$word" | on $left socat -t 0.2 - "UDP:$right_address:5300" >/dev/null; done
  for port in 22 443; do on $left busybox nc -w 1 $right_address $port </dev/null 2>/dev/null || true; done
}

record() {
  local folder=$1 name=ovs; shift
  [[ ${1:-} != --sample || $2 = 1 ]] || name=ovs-1-in-$2
  trap down EXIT; up "$@"
  mkdir -p "$folder"
  # Of the traffic, headers are enough; the exports are kept whole.
  ip netns exec $right tcpdump -q -n -i eth0 -s 96 -U -w "$state/traffic.pcap" 2>/dev/null & local taps=($!)
  ip netns exec $switch tcpdump -q -n -i lo -s 0 -U -w "$state/ipfix.pcap" udp dst port 4739 2>/dev/null & taps+=($!)
  ip netns exec $switch tcpdump -q -n -i lo -s 0 -U -w "$state/sflow.pcap" udp dst port 6343 2>/dev/null & taps+=($!)
  sleep 1; traffic; sleep 8
  kill "${taps[@]}"; wait "${taps[@]}" 2>/dev/null || true
  for part in traffic ipfix sflow; do cp "$state/$part.pcap" "$folder/$name-$part.pcap"; done
}

down() {
  local file pid name
  for file in "$state"/{switch,db}.pid; do [[ ! -r $file ]] || kill "$(<"$file")" 2>/dev/null || true; done
  # Numbers may have been given to others since: only session leaders of ours, by what they run.
  if [[ -r $state/pids ]]; then
    while read -r pid; do
      tr '\0' ' ' 2>/dev/null <"/proc/$pid/cmdline" | grep -qE "httpd|socat" && kill -- "-$pid" 2>/dev/null || true
    done <"$state/pids"
  fi
  for name in $switch $left $right; do [[ ! -e /run/netns/$name ]] || ip netns del $name; done
  rm -rf "$state"
}

case ${1:-} in
  up | record) "$@" ;;
  traffic) is_up || fail 'is not up'; traffic ;;
  down) down ;;
  *) awk 'NR > 1 && !/^#/ {exit} NR > 1 {sub(/^# ?/, ""); print}' "${BASH_SOURCE[0]}"; exit 2 ;;
esac
