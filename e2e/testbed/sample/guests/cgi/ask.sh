# Sourced by the scripts. ask POOL TEXT MARK: sends a text to a pooled connection, prints its answer up to the mark.
ask() {
  # A visitor who leaves must not take the lock along.
  trap '' PIPE
  tries=0
  until mkdir "/run/app/$1.lock" 2>/dev/null; do
    usleep 50000
    tries=$((tries + 1))
    [ $tries = 160 ] && rmdir "/run/app/$1.lock"
  done
  exec 8<"/run/app/$1.out"
  printf '%s\n' "$2" >"/run/app/$1.in"
  while read -r -t 6 answer <&8 && [ "$answer" != "$3" ]; do echo "$answer"; done
  exec 8<&-
  rmdir "/run/app/$1.lock"
}
value() { echo "$QUERY_STRING" | tr '&' '\n' | sed -n "s/^$1=//p" | head -n 1; }
page() { printf 'Content-Type: text/html\r\n\r\n<html><body><pre>\n'; }
