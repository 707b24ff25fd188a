#!/bin/sh
# mien-enforce: changes the one nftables table of Mien on this host, and takes changes back by itself. Needs sh, nft and awk.
#
#   ability                          what this host can carry out
#   read                             what is in force, and whether it is still what was loaded
#   apply DIGEST SECONDS < text      loads rules in one transaction; goes back after SECONDS unless confirmed (0: does not)
#   later BASE SECONDS DIGEST < text what is loaded after SECONDS where BASE is in force then: ends what has an end
#   confirm DIGEST                   keeps what was applied
#   revert                           goes back at once
#   change FAMILY SET < lines        adds (+ADDRESS) and removes (-ADDRESS) elements of one set
#
# Each text ends with the line "# end DIGEST", so that a torn one is refused. Only tables called mien are ever named.
# Answers are lines of "key value"; a failure is "error CODE SENTENCE" and status 1.
set -u
LC_ALL=C
PATH=/usr/sbin:/sbin:/usr/bin:/bin
export LC_ALL PATH
umask 077

fail() { echo "error $1 $2"; exit 1; }
step() { :; }

# One state for each network: hosts that share a file system have networks of their own.
net=$(readlink /proc/self/ns/net 2>/dev/null)
net=${net#*[}
net=${net%]}
base=/run/mien-enforce
state=$base/${net:-0}

enter() {
  [ -d "$state" ] || mkdir -p "$state" 2>/dev/null || fail state "$state cannot be written: this needs root."
  if [ -L "$base" ] || [ -L "$state" ] || [ ! -O "$state" ]; then fail state "$state belongs to somebody else."; fi
  if command -v flock >/dev/null; then
    exec 9>"$state/lock"
    flock -w 8 9 || fail busy "Another console changes this host."
  else
    tries=0
    until mkdir "$state/lock.d" 2>/dev/null; do
      owner=$(cat "$state/lock.d/pid" 2>/dev/null)
      if [ -n "$owner" ] && ! kill -0 "$owner" 2>/dev/null; then rm -rf "$state/lock.d"; continue; fi
      tries=$((tries + 1))
      [ "$tries" -lt 40 ] || fail busy "Another console changes this host."
      sleep 0.2 2>/dev/null || sleep 1
    done
    echo $$ >"$state/lock.d/pid"
    trap 'rm -rf "$state/lock.d"' EXIT
  fi
}

# Few programs are begun: on a busy host each takes longer than the work.
sum() {
  if command -v sha256sum >/dev/null; then summed=$(sha256sum <"$1"); else summed=$(cksum <"$1"); fi
  summed=${summed%% *}
}
hex() { case $1 in *[!0-9a-f]*) return 1 ;; esac; [ "${#1}" -eq 64 ]; }
whole() { case $1 in '' | *[!0-9]*) return 1 ;; esac; [ "${#1}" -le 7 ]; }
keep() { printf '%s\n' "$2" >"$state/$1"; }
# Line $2 (the first) of what was kept as $1, to $got.
get() {
  got=
  [ -r "$state/$1" ] || return 0
  {
    IFS= read -r got || :
    if [ "${2:-1}" -ge 2 ]; then IFS= read -r got || :; fi
    if [ "${2:-1}" -ge 3 ]; then IFS= read -r got || :; fi
  } <"$state/$1"
}
uptime() { read -r up rest </proc/uptime; up=${up%%.*}; }

# What there is of ours. Counters and the like are left out, and what packets themselves put into sets.
tables() { nft list tables 2>/dev/null | while read -r word family name; do [ "$name" != mien ] || echo "$family"; done; }
listing() {
  flags=-s
  # Hundreds of thousands of elements take seconds to list: their shape has to do.
  if [ -e "$state/current.nft" ] && [ "$(wc -c <"$state/current.nft")" -gt 524288 ]; then flags='-s -t'; fi
  for family in $(tables); do nft $flags list table "$family" mien; done 2>/dev/null |
    awk '
      /^\t(set|map) / { name = $0; body = ""; inside = 1; skipping = dynamic = 0 }
      inside {
        if ($1 == "flags" && $0 ~ /dynamic|timeout/) dynamic = 1
        if ($1 == "elements") skipping = 1
        if (!skipping || !dynamic) body = body $0 "\n"
        if (skipping && $0 ~ /}[ \t]*$/) skipping = 0
        if ($0 == "\t}") { printf "%s", body; inside = skipping = 0 }
        next
      }
      { print }'
}

# Statements speak of our tables alone, one a line; nothing is included, defined or flushed beside them.
check() {
  awk -v last="# end $2" '
    function bad(why) { print "line " NR ": " why; failed = 1; exit }
    {
      line = $0
      end = $0
      gsub(/"[^"\\]*"/, "s", line)
      if (line ~ /["\\$`]/) bad("a character that no rule needs")
      sub(/#.*$/, "", line)
      if (line ~ /(^|[^a-zA-Z0-9_.-])(include|define|redefine|undefine|ruleset|queue|dup|fwd|tproxy|flowtable)([^a-zA-Z0-9_.-]|$)/) bad("a word that is not allowed")
      flat = line
      while (gsub(/\{[^{}]*\}/, " ", flat)) { }
      if (depth == 0) {
        head = flat
        sub(/\{.*$/, "", head)
        if (head ~ /;/) bad("two statements in a line")
        if (flat ~ /[^ \t]/) {
          count = split(head, word, /[ \t]+/)
          at = word[1] == "" ? 2 : 1
          if (word[at] ~ /^(add|create|delete|destroy|flush)$/) at++
          if (word[at] !~ /^(table|chain|rule|set|map|element|counter|quota|limit)$/) bad("not a statement about our table")
          if (word[at + 1] !~ /^(inet|bridge|netdev)$/) bad("another family")
          if (word[at + 2] != "mien") bad("another table than mien")
          if (word[at] == "table" && word[at + 3] != "") bad("two statements in a line")
        } else if (line ~ /[^ \t]/) bad("a bracket out of place")
      }
      depth += gsub(/\{/, "{", line) - gsub(/\}/, "}", line)
      if (depth < 0) bad("a bracket too many")
      tail = flat
      if (depth == 0 && sub(/^.*\}/, "", tail) && tail ~ /[^ \t]/) bad("two statements in a line")
    }
    END { if (!failed && end != last) { print "torn"; failed = 1 }
      if (!failed && depth != 0) { print "a bracket is missing"; failed = 1 } exit failed }' "$1"
}

# Takes a text from standard input to the file $1; it must be what its digest $2 says.
take() {
  cat >"$state/$1" || fail state "$state is full."
  problem=$(check "$state/$1" "$2") || {
    [ "$problem" != torn ] || fail torn 'The rules did not arrive whole.'
    fail refused "$problem"
  }
}

# Loads the file $1 in place of all that there is of ours: one transaction, however many families.
load() {
  {
    for family in $(tables); do echo "delete table $family mien"; done
    cat "$1"
  } >"$state/load.nft" || return 1
  nft -f "$state/load.nft" 2>&1
}

note() {
  look
  keep listed "$now"
}

# A process of its own session, which outlives the console, its connection and its terminal.
timer() {
  alone=
  if command -v setsid >/dev/null; then alone=setsid; fi
  $alone sh -c "$fire" mien-timer "$state" "$1" "$2" "$3" </dev/null >/dev/null 2>&1 9>&- &
}
# shellcheck disable=SC2016
fire='
trap "" HUP INT QUIT TERM
LC_ALL=C; PATH=/usr/sbin:/sbin:/usr/bin:/bin; export LC_ALL PATH; umask 077
state=$1; seconds=$2; token=$3; kind=$4
echo $$ >"$state/$kind.pid"
sleep "$seconds"
if command -v flock >/dev/null; then exec 9>"$state/lock"; flock 9; fi
[ "$(sed -n 1p "$state/$kind" 2>/dev/null)" = "$token" ] || exit 0
case $kind in
  pending) from=old ;;
  later) from=later; [ "$(cat "$state/digest" 2>/dev/null)" = "$(sed -n 2p "$state/later")" ] || exit 0; [ ! -e "$state/pending" ] || exit 0 ;;
esac
[ -e "$state/$from.nft" ] || : >"$state/$from.nft"
for try in 1 2 3 4 5; do
  { nft list tables | while read -r word family name; do [ "$name" != mien ] || echo "delete table $family mien"; done
    cat "$state/$from.nft"; } >"$state/timer.nft"
  if nft -f "$state/timer.nft"; then
    cp "$state/$from.nft" "$state/current.nft"
    cat "$state/$from.digest" >"$state/digest" 2>/dev/null || echo >"$state/digest"
    echo - >"$state/listed"
    if [ "$kind" = pending ]; then sed -n 2p "$state/pending" >"$state/reverted"; fi
    rm -f "$state/$kind"
    exit 0
  fi
  sleep 1
done'

quell() {
  get "$1.pid"
  pid=$got
  [ ! -e "$state/$1" ] && [ -z "$pid" ] && return 0
  rm -f "$state/$1" "$state/$1.pid"
  case $pid in '' | *[!0-9]*) return 0 ;; esac
  # A number may be somebody else by now.
  if tr '\0' '\n' <"/proc/$pid/cmdline" 2>/dev/null | grep -qx mien-timer; then kill -9 "$pid" 2>/dev/null; fi
  return 0
}

ability() {
  command -v nft >/dev/null || { echo 'rules none'; echo 'why nft is not installed.'; return; }
  rules=none
  why='This kernel takes no rules for bridges.'
  if printf 'add table bridge mien_probe\nadd chain bridge mien_probe c { type filter hook forward priority 0; }\n' | nft -c -f - 2>/dev/null; then
    rules=bridge
    why='Bridged frames do not pass inet: without net.bridge.bridge-nf-call-iptables there is no connection tracking, reject or redirect.'
  fi
  four=$(cat /proc/sys/net/bridge/bridge-nf-call-iptables 2>/dev/null || echo 0)
  if [ "$four" = 1 ]; then
    if printf 'add table inet mien_probe\nadd chain inet mien_probe c { type filter hook forward priority 0; }\nadd rule inet mien_probe c ct direction original counter reject\n' | nft -c -f - 2>/dev/null; then
      rules=inet
      why=''
    else
      why='This kernel has no connection tracking in inet.'
    fi
  fi
  echo "rules $rules"
  echo "why $why"
  echo 'timer yes'
}

look() {
  listing >"$state/now.lst"
  sum "$state/now.lst"
  now=$summed
}

read_back() {
  get listed
  listed=$got
  # The timer went back while nobody looked: what it loaded is what stands now.
  if [ "$listed" = - ]; then keep listed "$now"; listed=$now; fi
  get digest
  echo "digest $got"
  echo "listed $listed"
  echo "now $now"
  if [ -e "$state/pending" ]; then
    uptime
    get pending 3
    left=$((${got:-0} - up))
    [ "$left" -gt 0 ] || left=0
    get pending 2
    echo "pending $got"
    echo "reverts $left"
  fi
  get reverted
  [ -z "$got" ] || echo "reverted $got"
  echo listing
  cat "$state/now.lst"
}

apply() {
  take new.nft "$1"
  step took
  # Until it is confirmed, what stood before stays what there is to go back to.
  if [ ! -e "$state/pending" ]; then
    if [ -e "$state/current.nft" ]; then cp "$state/current.nft" "$state/old.nft"; else : >"$state/old.nft"; fi
    get digest
    keep old.digest "$got"
  fi
  step saved
  quell pending
  if [ "$2" -gt 0 ]; then
    uptime
    token=$$-$up
    printf '%s\n%s\n%s\n' "$token" "$1" "$((up + $2))" >"$state/pending"
    timer "$2" "$token" pending
  fi
  step armed
  get later 2
  if [ -n "$got" ] && [ "$got" != "$1" ]; then quell later; fi
  # The kernel takes all of it or nothing: where it refuses, what stood before stands.
  problem=$(load "$state/new.nft") || { quell pending; fail rules "$(printf %s "$problem" | head -c 2000 | tr '\n' ' ')"; }
  step loaded
  mv -f "$state/new.nft" "$state/current.nft"
  keep digest "$1"
  step told
  note
  [ ! -e "$state/reverted" ] || rm -f "$state/reverted"
  step noted
  read_back
}

revert() {
  [ -e "$state/pending" ] || fail nothing 'Nothing waits for an answer here.'
  [ -e "$state/old.nft" ] || : >"$state/old.nft"
  problem=$(load "$state/old.nft") || fail rules "$(printf %s "$problem" | head -c 2000 | tr '\n' ' ')"
  step reverted
  cp "$state/old.nft" "$state/current.nft"
  get old.digest
  keep digest "$got"
  note
  quell pending
  read_back
}

change() {
  case $1 in inet | bridge | netdev) ;; *) fail refused 'another family' ;; esac
  case $2 in [a-z]*) ;; *) fail refused 'not a set of ours' ;; esac
  case $2 in *[!a-z0-9_]*) fail refused 'not a set of ours' ;; esac
  awk -v family="$1" -v set="$2" '
    /^[+-][0-9a-fA-F:.\/]+$/ { print (substr($0, 1, 1) == "+" ? "add" : "delete") " element " family " mien " set " { " substr($0, 2) " }"; next }
    { exit 1 }' >"$state/change.nft" || fail refused 'not an address'
  problem=$(nft -f "$state/change.nft" 2>&1) || fail rules "$(printf %s "$problem" | head -c 2000 | tr '\n' ' ')"
  step changed
  cat "$state/change.nft" >>"$state/current.nft"
  note
  echo 'changed yes'
}

verb=${1:-}
case $verb in
  ability) [ $# -eq 1 ] || fail usage 'ability takes nothing.' ;;
  read | revert) [ $# -eq 1 ] || fail usage "$verb takes nothing." ;;
  confirm) { [ $# -eq 2 ] && hex "$2"; } || fail usage 'confirm DIGEST' ;;
  apply) { [ $# -eq 3 ] && hex "$2" && whole "$3"; } || fail usage 'apply DIGEST SECONDS' ;;
  later) { [ $# -eq 4 ] && hex "$2" && whole "$3" && hex "$4"; } || fail usage 'later BASE SECONDS DIGEST' ;;
  change) [ $# -eq 3 ] || fail usage 'change FAMILY SET' ;;
  *) fail usage 'ability, read, apply, later, confirm, revert or change' ;;
esac
echo 'mien-enforce 1'
if [ "$verb" = ability ]; then ability; exit 0; fi
enter
case $verb in
  read) look; read_back ;;
  apply) apply "$2" "$3" ;;
  later)
    take later.new "$4"
    quell later
    mv -f "$state/later.new" "$state/later.nft"
    keep later.digest "$4"
    uptime
    token=$$-$up-later
    printf '%s\n%s\n' "$token" "$2" >"$state/later"
    timer "$3" "$token" later
    echo 'later yes'
    ;;
  confirm)
    if [ -e "$state/pending" ]; then
      get pending 2
      [ "$got" = "$2" ] || fail stale 'Something else waits for an answer here.'
      get digest
      [ "$got" = "$2" ] || fail stale 'It is not in force.'
      quell pending
    else
      get digest
      [ "$got" = "$2" ] || fail stale 'It is not in force any more: the host went back.'
    fi
    rm -f "$state/reverted"
    echo 'confirmed yes'
    ;;
  revert) revert ;;
  change) change "$2" "$3" ;;
esac
