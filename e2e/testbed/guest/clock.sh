#!/bin/sh
# clock.sh - asks for the time about once a minute, with one datagram of version 4, as a time client does.
{ printf '\043'; head -c 47 /dev/zero; } >/run/mien/time-query
while sleep $((50 + RANDOM % 25)); do
  nc -u -w 2 time.example.net 123 </run/mien/time-query >/dev/null 2>&1
done
