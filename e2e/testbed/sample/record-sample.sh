#!/usr/bin/env bash
# record-sample.sh - records the sample session from real guests: a quiet stretch, then a scripted intrusion.
#
#   TESTBED=path/to/testbed.sh e2e/testbed/sample/record-sample.sh [OUT.mien]
#
# TESTBED names the script that brings up libvirt hosts with small Linux guests in namespaces of their own (commands
# up, down, exec HOST CMD, guest HOST DOMAIN CMD; an outside world in the network namespace tb-wan). It needs root, and
# its guests need these programs of this machine: postgres, psql, redis-server, redis-cli, dropbear, dropbearkey,
# dbclient, auditd, auditctl. Outside the guests: busybox, curl, socat, tcpdump, editcap, node 24. Takes about 20 minutes.
#
# Every address belongs to the testbed or to documentation; nothing leaves its namespaces; every moved program is harmless.
set -euo pipefail

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
out=$(realpath -m "${1:-$here/../../../resources/sample.mien}")
quiet=${SAMPLE_QUIET:-480}          # seconds before the intrusion
shell_seconds=${SAMPLE_SHELL:-200}  # seconds the intruder's shell stays open after the guessing began
after=${SAMPLE_AFTER:-60}           # seconds recorded after it is closed
snap=${SAMPLE_SNAP:-512}            # bytes kept of each packet
node=${NODE:-node}

fail() { echo "record-sample: $*" >&2; exit 1; }
say() { echo "$(date -u +%H:%M:%S) $*" >&2; }
[[ -n ${TESTBED:-} ]] || fail 'set TESTBED to the testbed script (see the head of this file); nothing was recorded.'
[[ -x $TESTBED ]] || fail "TESTBED names “$TESTBED”, which is no program that can be run; nothing was recorded."
[[ $(id -u) = 0 ]] || fail 'needs root, for the testbed and for the capture.'

# One guest a row: the testbed's name for it, the name it bears here, its role in the shop.
export TB_GUESTS='web db cache attacker' TB_MEM=${TB_MEM:-384} TB_TPM=0 TB_HOST_TPM=0 TB_REMOTE=0 TB_HOSTS=1
guests=(web db cache attacker)
declare -A name=([web]=web-frontend-01 [db]=pg-orders-01 [cache]=redis-cart-01 [attacker]=kiosk-lobby-3)
declare -A role=([web]=web [db]=database [cache]=cache [attacker]=kiosk)
postgres=$(ls -d /usr/lib/postgresql/*/bin 2>/dev/null | tail -1)
PATH=$PATH:$postgres:/usr/sbin:/sbin
for program in postgres initdb psql redis-server redis-cli dropbear dropbearkey dbclient auditd auditctl \
  busybox curl socat tcpdump editcap "$node"; do
  command -v "$program" >/dev/null || fail "needs “$program”, which is not on the PATH; nothing was recorded."
done

www=${TB_DIR:-/var/tmp/vm-testbed}/www   # what the testbed's outside world serves on port 80
outside=203.0.113.66
mirror=198.51.100.10
news=198.51.100.30
clock=198.51.100.5
visitors=(198.51.100.{71,88,93,104,117,140,162,201})
work=$(mktemp -d)
parts=$work/parts
mkdir -p "$parts" "$work/serve" "$work/outside/cgi-bin"
started=()
finish() {
  for pid in "${started[@]}"; do kill -- "-$pid" 2>/dev/null || kill "$pid" 2>/dev/null || true; done
  [[ ${SAMPLE_KEEP_UP:-} = 1 ]] || "$TESTBED" down >/dev/null 2>&1 || true
  [[ ${SAMPLE_KEEP_WORK:-} = 1 ]] && say "kept $work" || rm -rf "$work"
}
trap finish EXIT
guest() { "$TESTBED" guest h1 "h1-$1" "$2"; }
inside() { "$TESTBED" exec h1 "$@"; }
beyond() { ip netns exec tb-wan "$@"; }
run() { setsid "$@" </dev/null >/dev/null 2>&1 & started+=($!); }
# In the host's own namespaces a process has another number: it tells it to a file, and is ended by it.
run_inside() { local tell=$work/$1.pid; shift; run "$TESTBED" exec h1 sh -c 'echo $$ >"$1"; shift; exec "$@"' - "$tell" "$@"; }
end_inside() { inside kill "-${2:-TERM}" "$(<"$work/$1.pid")"; }

# ---------------------------------------------------------------- what the guests get
# Programs go with their libraries; those all lie where the loader looks without being told.
bundle() { # ROLE PROGRAM...
  local root=$work/root-$1 program file libraries; shift
  libraries=$(dirname "$(ldd "$postgres/psql" | grep -o '/[^ ]*libc\.so\.6')")
  mkdir -p "$root/usr/bin" "$root$libraries"
  for program in "$@"; do
    file=$(command -v "$program")
    case $program in
      postgres) mkdir -p "$root$postgres" "$root${postgres%/bin}/lib"; cp -L "$file" "$root$postgres/" ;;
      psql) file=$postgres/psql; cp -L "$file" "$root/usr/bin/" ;;
      *) cp -L "$file" "$root/usr/bin/" ;;
    esac
    ldd "$file" | grep -o '/[^ ]*' | while read -r file; do
      [[ $file = /lib64/* ]] && { mkdir -p "$root/lib64"; cp -nL "$file" "$root$file"; continue; }
      cp -nL "$file" "$root$libraries/"
    done
  done
}
pack() { # GUEST SCRIPT...
  local guest=$1 root; root=$work/root-$1; shift
  mkdir -p "$root/opt/sample"
  cp -r "$@" "$root/opt/sample/"
  sed "s/@NAME@/${name[$guest]}/" "$work/settings.sh" >"$root/opt/sample/settings.sh"
  tar -C "$root" -cf "$work/serve/$guest.tar" .
}
prepare_files() {
  cat >"$work/settings.sh" <<SETTINGS
NAME=@NAME@
WEB_NAME=${name[web]}
DATABASE_NAME=${name[db]}
CACHE_NAME=${name[cache]}
DEPLOY_PASSWORD=autumn2024
CACHE_PASSWORD=$(head -c 9 /dev/urandom | base64 | tr -d '/+')
OUTSIDE=$outside
SHELL_SECONDS=$shell_seconds
POSTGRES_BIN=$postgres
SETTINGS
  bundle web psql redis-cli dbclient auditd auditctl
  bundle db postgres psql dropbear dropbearkey auditd auditctl
  bundle cache redis-server dropbear dropbearkey
  # The data folder is made here: it takes a guest without KVM too long. PostgreSQL refuses to be root.
  local data=$work/data share
  share=/usr/share/postgresql/$(basename "$(dirname "$postgres")")
  mkdir -p "$data" && chmod 755 "$work" && chown nobody "$data"
  (cd / && setpriv --reuid nobody --clear-groups "$postgres/initdb" -D "$data" -U postgres -A trust --locale C -E UTF8 >/dev/null)
  echo 'host all all all scram-sha-256' >>"$data/pg_hba.conf"
  printf '%s\n' "listen_addresses = '*'" 'fsync = off' 'jit = off' 'shared_buffers = 16MB' 'max_connections = 20' \
    'min_wal_size = 32MB' 'max_wal_size = 64MB' "timezone = 'GMT'" "log_timezone = 'GMT'" 'autovacuum = off' \
    "unix_socket_directories = '/run/postgresql'" >>"$data/postgresql.conf"
  mkdir -p "$work/root-db/srv/postgres" "$work/root-db$share"
  mv "$data" "$work/root-db/srv/postgres/data"
  cp -r "$share/timezonesets" "$work/root-db$share/"
  pack web "$here"/guests/{upkeep,web,audit}.sh "$here/guests/cgi"
  pack db "$here"/guests/{upkeep,database,audit}.sh "$here/guests/shop.sql"
  pack cache "$here"/guests/{upkeep,cache}.sh
  pack attacker "$here"/guests/{upkeep,kiosk}.sh "$here"/intruder/{intrude,stage,spread}.sh
}

# ---------------------------------------------------------------- the outside world
prepare_outside() {
  local address file
  for address in "$news" "$clock" "${visitors[@]}"; do ip -n tb-wan addr add "$address/32" dev lo 2>/dev/null || true; done
  mkdir -p "$www/debian/dists/bookworm/main/binary-amd64" "$www/debian/pool/main"
  (cd "$www/debian"
    head -c 2400 /dev/urandom | base64 >dists/bookworm/InRelease
    { printf '\3757zXZ\000'; head -c 40000 /dev/urandom; } >dists/bookworm/main/binary-amd64/Packages.xz
    for file in libc6 tzdata openssl; do { printf '!<arch>\n'; head -c $((24000 + RANDOM)) /dev/urandom; } >"pool/main/${file}_amd64.deb"; done)
  for file in {0..5}; do { printf '\377\330\377\340'; head -c $((9000 + RANDOM / 2)) /dev/urandom; } >"$www/picture-$file.jpg"; done

  # The intruder's server. Its program is a whole ELF file that only exits; the rest is padding.
  {
    printf '\177ELF\002\001\001\000\000\000\000\000\000\000\000\000\002\000\076\000\001\000\000\000\170\000\100\000\000\000\000\000'
    printf '\100\000\000\000\000\000\000\000\000\000\000\000\000\000\000\000\000\000\000\000\100\000\070\000\001\000\000\000\000\000\000\000'
    printf '\001\000\000\000\005\000\000\000\000\000\000\000\000\000\000\000\000\000\100\000\000\000\000\000\000\000\100\000\000\000\000\000'
    printf '\204\000\000\000\000\000\000\000\204\000\000\000\000\000\000\000\000\020\000\000\000\000\000\000'
    printf '\277\000\000\000\000\270\074\000\000\000\017\005'
    head -c 42000 /dev/urandom
  } >"$work/outside/sysupd"
  sed "s/@OUTSIDE@/$outside/g" "$here/outside/agent.sh" >"$work/outside/agent.sh"
  cp "$here"/outside/{status,upload} "$work/outside/cgi-bin/"
  chmod 755 "$work/outside/cgi-bin/"*
  run ip netns exec tb-wan busybox httpd -f -p "$outside:8000" -h "$work/outside"
  run ip netns exec tb-wan socat "UDP4-RECVFROM:123,bind=$clock,fork" "EXEC:sh $here/outside/tell-time.sh"
}

# ---------------------------------------------------------------- names and guests
address_of() { guest "$1" 'ip -4 -o addr show eth0' | awk '{sub("/.*", "", $4); print $4}'; }
declare -A address mac uuid
prepare_network() {
  local item host
  for item in "${guests[@]}"; do
    address[$item]=$(address_of "$item")
    mac[$item]=$(inside virsh -q domiflist "h1-$item" | awk '{print $5; exit}')
    uuid[$item]=$(inside virsh -q domuuid "h1-$item" | head -1)
    inside virsh -q desc "h1-$item" --title --live "${name[$item]}" >/dev/null
    inside virsh -q net-update tbnet modify ip-dhcp-host --live \
      "<host mac='${mac[$item]}' name='${name[$item]}' ip='${address[$item]}'/>" >/dev/null
  done
  for host in "$mirror packages.example.net" "$news news.example.com" "$clock time.example.net" "198.51.100.44 parcels.example.com"; do
    inside virsh -q net-update tbnet add dns-host --live "<host ip='${host% *}'><hostname>${host#* }</hostname></host>" >/dev/null
  done
}
prepare_guests() {
  local item gateway=${address[web]%.*}.1 script
  run_inside files busybox httpd -f -p "$gateway:8900" -h "$work/serve"
  sleep 1
  for item in "${guests[@]}"; do
    say "setting up ${name[$item]}"
    guest "$item" "kill \$(pidof tb-agent-sh awk) 2>/dev/null; chmod 1777 /tmp; hostname ${name[$item]} && wget -q -O - http://$gateway:8900/$item.tar | tar -x -C / && chmod 755 /opt/sample/*.sh"
  done
  for item in db cache web; do
    script=$item; [[ $item = db ]] && script=database
    guest "$item" "setsid sh /opt/sample/$script.sh >/run/setup.log 2>&1 </dev/null; echo done" >/dev/null
  done
  guest web 'sh /opt/sample/audit.sh'
  guest db 'sh /opt/sample/audit.sh'
  end_inside files
}
check_guests() {
  local page
  page=$(beyond curl -s -m 30 "http://${address[web]}/cgi-bin/orders?id=7")
  [[ $page = *Customer* ]] || fail "the shop does not answer: $page"
}

# ---------------------------------------------------------------- recording
watch_stats() { # raw; packed as lines of JSON
  while :; do date +@%s.%N; inside virsh -q domstats --cpu-total --balloon --interface --block; sleep 15; done
}
read_clocks() {
  local item before own
  for item in "${guests[@]}"; do
    before=$(date +%s.%N); own=$(guest "$item" 'adjtimex | awk "/time.tv_sec/{s=\$2} /time.tv_usec/{u=\$2} END{printf \"%d.%06d\", s, u}"')
    printf '%s\t%s\t%s\t%s\n' "${address[$item]}" "$before" "$(date +%s.%N)" "$own"
  done
}
mark() { say "$*"; printf '%s\t%s\n' "$(date +%s)" "$*" >>"$parts/timeline.tsv"; }

"$TESTBED" up
prepare_files
prepare_outside
prepare_network
prepare_guests
check_guests

for item in "${guests[@]}"; do
  inside virsh -q dumpxml "h1-$item" >"$parts/${name[$item]}.xml"
  printf '%s\t%s\t%s\t%s\t%s\n' "${address[$item]}" "${name[$item]}" "${uuid[$item]}" "${mac[$item]}" "${role[$item]}" >>"$parts/guests.tsv"
done
inside virsh -q net-dumpxml tbnet >"$parts/network.xml"
read_clocks >"$parts/clocks.tsv"

mark 'recording begins'
run_inside capture tcpdump -i tbbr0 -n -U -s "$snap" -w "$work/bridge.pcap" not port 8900
watch_stats >"$parts/stats.txt" 2>/dev/null & started+=($!)
sleep 2
for item in "${guests[@]}"; do guest "$item" 'setsid sh /opt/sample/upkeep.sh >/dev/null 2>&1 </dev/null; echo' >/dev/null; done
guest attacker 'setsid sh /opt/sample/kiosk.sh >/dev/null 2>&1 </dev/null; echo' >/dev/null
run ip netns exec tb-wan bash "$here/outside/visit.sh" "${address[web]}" shop.example.com "${visitors[@]}"
sleep "$quiet"

mark 'intrusion begins'
guest attacker 'setsid sh /opt/sample/intrude.sh >/tmp/steps 2>/dev/null </dev/null & echo' >/dev/null
limit=$((SECONDS + shell_seconds + 400))
until guest attacker 'grep -q closed /tmp/steps && echo over' 2>/dev/null | grep -q over; do
  ((SECONDS < limit)) || fail 'the intrusion did not come to its end.'
  sleep 10
done
sleep "$after"
mark 'recording ends'

end_inside capture INT
sleep 2
guest attacker 'cat /tmp/steps' | tee -a "$parts/timeline.tsv" >&2
for item in web db; do guest "$item" 'gzip -c /var/log/audit/audit.log | base64' | tr -d '\r' | base64 -d | gunzip >"$parts/${name[$item]}.audit.log"; done
read_clocks >>"$parts/clocks.tsv"
editcap -F pcapng "$work/bridge.pcap" "$parts/bridge.pcapng"
"$node" "$here/pack-sample.ts" "$parts" "$out"
say "wrote $out"
