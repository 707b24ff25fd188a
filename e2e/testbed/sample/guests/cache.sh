#!/bin/sh
# cache.sh - turns a guest into the shop's Redis server.
. /opt/sample/settings.sh
mkdir -p /etc/dropbear /home/deploy
kill $(pidof nc) 2>/dev/null
echo "deploy:$(mkpasswd -m sha512 "$CACHE_PASSWORD"):1000:1000::/home/deploy:/bin/sh" >>/etc/passwd
redis-server --bind 0.0.0.0 --protected-mode no --save '' --appendonly no >/run/redis.log 2>&1 </dev/null &
dropbearkey -t ed25519 -f /etc/dropbear/host >/dev/null 2>&1
dropbear -r /etc/dropbear/host -T 2 -p 22
