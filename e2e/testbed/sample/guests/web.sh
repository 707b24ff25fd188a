#!/bin/sh
# web.sh - turns a guest into the shop's web front end: static pages and CGI scripts over PostgreSQL and Redis.
# One of the scripts, cgi-bin/track, hands what the visitor typed to a shell. That is the hole of this story.
. /opt/sample/settings.sh
mkdir -p /srv/www/cgi-bin /srv/www/static /run/app
kill $(pidof httpd) 2>/dev/null
echo 'www-data:x:33:33::/tmp:/bin/sh' >>/etc/passwd
echo 'www-data:x:33:' >>/etc/group
echo '<html><head><title>Corner shop</title><link rel=stylesheet href=/static/shop.css></head><body><h1>Corner shop</h1></body></html>' >/srv/www/index.html
head -c 5000 /dev/urandom | base64 >/srv/www/static/shop.js
head -c 3000 /dev/urandom | base64 >/srv/www/static/shop.css
head -c 13000 /dev/urandom >/srv/www/static/photo.jpg
cp /opt/sample/cgi/* /srv/www/cgi-bin/
chmod 755 /srv/www/cgi-bin/*

# Connections that live for some minutes, as a pool keeps them. Scripts talk to them over pipes, one at a time.
serve() { # NAME SECONDS COMMAND...
  pool=$1; life=$2; shift 2
  mkfifo "/run/app/$pool.in" "/run/app/$pool.out"
  (exec 3<>"/run/app/$pool.in" 4<>"/run/app/$pool.out"
  while :; do
    "$@" <&3 >&4 2>/dev/null &
    client=$!
    sleep "$life"
    until mkdir "/run/app/$pool.lock" 2>/dev/null; do usleep 50000; done
    kill "$client"
    wait "$client" 2>/dev/null
    rmdir "/run/app/$pool.lock"
  done) &
}
serve redis 60 redis-cli -h "$CACHE_NAME"
export PGPASSWORD=shop
serve database 75 psql -h "$DATABASE_NAME" -U shop -d shop -At
chown -R 33:33 /run/app

httpd -p 80 -h /srv/www -u www-data:www-data

# Once in a while somebody looks after the cache from here.
(while sleep $((130 + RANDOM % 60)); do
  DROPBEAR_PASSWORD=$CACHE_PASSWORD dbclient -y -y "deploy@$CACHE_NAME" 'uptime; free; df -h' </dev/null
done) >/dev/null 2>&1 &
