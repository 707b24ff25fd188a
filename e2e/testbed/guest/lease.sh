#!/bin/sh
# lease.sh - what udhcpc runs for each lease.
case $1 in bound | renew) ;; *) exit 0 ;; esac
ip addr replace "$ip/${mask:-24}" dev "$interface"
[ -n "$router" ] && ip route replace default via "${router%% *}"
for server in $dns; do echo "nameserver $server"; done >/etc/resolv.conf
