#!/bin/sh
# scan.sh NETWORK SECONDS - who is there (1 to 60 of a /24), then which of many ports each of them answers.
network=$1 end=$(($(date +%s) + $2))
cd /run/mien || exit 1
rm -f alive.*
number=1
while [ $number -le 60 ]; do
  { ping -c 1 -W 1 "$network.$number" >/dev/null 2>&1 && : >"alive.$number"; } &
  [ $((number % 15)) = 0 ] && wait
  number=$((number + 1))
done
wait
own=$(hostname -i 2>/dev/null)
for number in $(ls alive.* | cut -d . -f 2); do
  [ "$network.$number" = "$own" ] && continue
  for port in 21 22 23 25 53 80 81 110 111 135 139 143 389 443 445 465 587 636 873 993 995 1433 1521 2049 2222 2375 3000 \
    3128 3306 3389 5000 5432 5601 5672 5900 5984 5985 6379 7001 8000 8008 8080 8081 8088 8443 8888 9000 9090 9200 9300; do
    [ "$(date +%s)" -lt "$end" ] || exit 0
    nc -w 1 "$network.$number" $port </dev/null >/dev/null 2>&1
  done
  echo "looked at $network.$number"
done
