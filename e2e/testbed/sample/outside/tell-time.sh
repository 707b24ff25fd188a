#!/bin/sh
# Answers one query of a time client: 48 bytes of version 4, server, stratum 2.
head -c 48 >/dev/null
byte() { printf "\\$(printf '%03o' "$1")"; }
stamp() {
  for shift in 24 16 8 0; do byte $((now >> shift & 255)); done
  printf '\200\000\000\000'
}
now=$(($(date +%s) + 2208988800))
printf '\044\002\006\354'
printf '\000\000\001\000\000\000\002\000\306\063\144\001'
stamp; stamp; stamp; stamp
