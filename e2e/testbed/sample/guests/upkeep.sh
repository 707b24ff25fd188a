#!/bin/sh
# upkeep.sh - what every guest does by itself: takes its lease, keeps its clock, fetches updates. Ends with the guest.
name=$(hostname)

# A daemon this time: it renews its lease by unicast as well, with the host name in every message.
udhcpc -i eth0 -s /bin/udhcpc.sh -x "hostname:$name" -p /run/udhcpc.pid -b >/dev/null 2>&1
(while sleep 110; do kill -USR1 "$(cat /run/udhcpc.pid)"; done) &

# One datagram of 48 bytes, as a time client of version 4 sends it.
{ printf '\043'; head -c 47 /dev/zero; } >/run/time-query
(while :; do
  nc -u -w 2 time.example.net 123 </run/time-query >/dev/null 2>&1
  sleep $((58 + RANDOM % 12))
done) &

mirror=http://packages.example.net/debian
agent='Debian APT-HTTP/1.3 (2.6.1)'
(sleep $((20 + RANDOM % 60))
while :; do
  wget -q -O /run/release -U "$agent" $mirror/dists/bookworm/InRelease
  wget -q -O /run/packages -U "$agent" $mirror/dists/bookworm/main/binary-amd64/Packages.xz
  for package in libc6 tzdata openssl; do
    [ $((RANDOM % 2)) = 0 ] && wget -q -O /run/package -U "$agent" "$mirror/pool/main/${package}_amd64.deb"
  done
  sleep $((260 + RANDOM % 140))
done) >/dev/null 2>&1 &
