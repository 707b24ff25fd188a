#!/bin/bash
# visit.sh WEB_ADDRESS HOST_NAME ADDRESS... - visitors of the shop, each from an own address, until it is ended.
web=$1; name=$2; shift 2
visitors=("$@")
agents=('Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/131.0.0.0 Safari/537.36'
  'Mozilla/5.0 (iPhone; CPU iPhone OS 17_6 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.6 Mobile/15E148 Safari/604.1'
  'Mozilla/5.0 (Macintosh; Intel Mac OS X 10.15; rv:132.0) Gecko/20100101 Firefox/132.0')
fetch() { curl -s -m 20 -o /dev/null --interface "$1" -A "$2" --resolve "$name:80:$web" "${@:3}"; }
while :; do
  who=$((RANDOM % ${#visitors[@]}))
  from=${visitors[who]}; agent=${agents[who % 3]}
  (
    # A page and its parts over one connection, as browsers do.
    fetch "$from" "$agent" "http://$name/" -o /dev/null "http://$name/static/shop.css" -o /dev/null "http://$name/static/shop.js"
    sleep $((1 + RANDOM % 6))
    for ((pages = RANDOM % 3; pages >= 0; pages--)); do
      case $((RANDOM % 5)) in
        0 | 1) fetch "$from" "$agent" "http://$name/cgi-bin/orders?id=$((1 + RANDOM % 400))" ;;
        2) fetch "$from" "$agent" "http://$name/cgi-bin/cart?visitor=v$who&item=$((RANDOM % 40))" ;;
        3) fetch "$from" "$agent" "http://$name/cgi-bin/track?carrier=parcels.example.com" ;;
        4) fetch "$from" "$agent" "http://$name/static/photo.jpg" ;;
      esac
      sleep $((2 + RANDOM % 7))
    done
  ) &
  sleep $((3 + RANDOM % 11))
done
