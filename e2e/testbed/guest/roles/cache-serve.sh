#!/bin/sh
# cache-serve.sh - one connection: arrays of words, each with its length before it.
while read -r count; do
  count=$(echo "$count" | tr -cd 0-9)
  set --
  while [ "${count:-0}" -gt 0 ]; do
    read -r length && read -r word || exit
    set -- "$@" "$(echo "$word" | tr -cd 'a-zA-Z0-9:_-')"
    count=$((count - 1))
  done
  case $1 in
    GET) if value=$(cat "/run/cache/$2" 2>/dev/null); then printf '$%s\r\n%s\r\n' ${#value} "$value"; else printf '$-1\r\n'; fi ;;
    SET) echo "$3" >"/run/cache/$2"; printf '+OK\r\n' ;;
    FLUSHALL) rm -f /run/cache/*; printf '+OK\r\n' ;;
    *) printf -- '-ERR unknown command\r\n' ;;
  esac
done
