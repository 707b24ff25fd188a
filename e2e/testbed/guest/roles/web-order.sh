#!/bin/sh
# web-order.sh - a CGI program: one order, from the cache (RESP) or from the database (PostgreSQL's protocol, version 3).
id=$(echo "$QUERY_STRING" | tr -cd 0-9)
ask_cache() { # WORD…
  { echo "*$#"; for word; do printf '$%s\n%s\n' ${#word} "$word"; done; } | sed 's/$/\r/' | nc -w 5 cache 6379
}
printf 'Content-Type: text/plain\r\n\r\n'
case $(ask_cache GET "order:$id") in
  '$-1'*) ;;
  *) echo "order $id: known"; exit ;;
esac
query="select id, state from orders where id = ${id:-0}"
length=$((${#query} + 5))
{
  printf '\0\0\0\041\0\003\0\0user\0shop\0database\0shop\0\0'
  printf "Q\\0\\0\\0\\$(printf '%03o' $length)%s\\0" "$query"
  printf 'X\0\0\0\004'
} | nc -w 5 db 5432 | tr -cd ' -~'
ask_cache SET "order:$id" "shipped" >/dev/null
