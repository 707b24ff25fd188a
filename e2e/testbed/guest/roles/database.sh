#!/bin/sh
# database.sh - answers queries in the shape of PostgreSQL's protocol, from its disk.
dd if=/dev/urandom of=/dev/vda bs=64k count=128 2>/dev/null
nc -ll -p 5432 -e /opt/roles/database-serve.sh &
