#!/bin/sh
# database.sh - turns a guest into the shop's PostgreSQL server, with a remote shell for the one who deploys.
. /opt/sample/settings.sh
mkdir -p /dev/shm /run/postgresql /etc/dropbear /home/deploy
mount -t tmpfs shm /dev/shm
kill $(pidof nc) 2>/dev/null

cat >>/etc/passwd <<USERS
postgres:x:70:70::/srv/postgres:/bin/sh
deploy:$(mkpasswd -m sha512 "$DEPLOY_PASSWORD"):1000:1000::/home/deploy:/bin/sh
USERS
chown -R 70:70 /srv/postgres /run/postgresql
chown 1000:1000 /home/deploy
chmod 700 /srv/postgres/data

su postgres -c "$POSTGRES_BIN/postgres -D /srv/postgres/data" >/run/postgres.log 2>&1 </dev/null &
tries=0
until su postgres -c "psql -h /run/postgresql -d postgres -c 'select 1'" >/dev/null 2>&1; do
  tries=$((tries + 1))
  [ $tries = 60 ] && exit 1
  sleep 1
done
su postgres -c "psql -h /run/postgresql -d postgres -v ON_ERROR_STOP=1 -f /opt/sample/shop.sql" || exit 1

dropbearkey -t ed25519 -f /etc/dropbear/host >/dev/null 2>&1
dropbear -r /etc/dropbear/host -T 2 -p 22
