#!/bin/sh
# kiosk.sh - the shop's terminal in the lobby: shows the shop and some news, like anybody waiting there would.
. /opt/sample/settings.sh
agent='Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0'
look() { wget -q -O /run/page -U "$agent" "$1"; }
(while :; do
  look "http://$WEB_NAME/"
  for part in shop.css shop.js; do look "http://$WEB_NAME/static/$part"; done
  sleep $((3 + RANDOM % 9))
  case $((RANDOM % 4)) in
    0) look "http://$WEB_NAME/cgi-bin/orders?id=$((RANDOM % 6000))" ;;
    1) look "http://$WEB_NAME/cgi-bin/cart?visitor=lobby&item=$((RANDOM % 40))" ;;
    2) look "http://news.example.com/"; look "http://news.example.com/picture-$((RANDOM % 6)).jpg" ;;
    3) look "http://$WEB_NAME/cgi-bin/track?carrier=parcels.example.com" ;;
  esac
  sleep $((8 + RANDOM % 35))
done) >/dev/null 2>&1 &
