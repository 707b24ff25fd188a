# host.sh - a host from outside: its namespaces, its configuration, its doors.

# The first process of a host as seen from here, nothing where it is down.
first_process() {
  local file pid; file=$(folder_of "$1")/unshare.pid
  [[ -r $file ]] || return 0
  pid=$(<"$file")
  # Numbers are given again: believe it only where it runs what we started.
  tr '\0' ' ' 2>/dev/null <"/proc/$pid/cmdline" | grep -q "host-init.sh $(folder_of "$1") " || return 0
  cat "/proc/$pid/task/$pid/children" 2>/dev/null || true
}
enter_command() { echo "nsenter -t $1 --net --mount --pid --uts --ipc --cgroup --root --"; } # the space of a first process
inside() { # HOST COMMAND…
  local first; first=$(first_process "$1")
  [[ -n $first ]] || fail "host $1 is not up"
  $(enter_command "${first% }") "${@:2}"
}
ask_libvirt() { virsh -q -c "qemu:///system?socket=$(folder_of "$1")/run/libvirt-sock" "${@:2}"; } # HOST VIRSH-COMMAND…

# A process of a host by its command line, as seen from here.
find_process() { # HOST PATTERN
  local first pid space
  first=$(first_process "$1"); [[ -n $first ]] || fail "host $1 is not up"
  space=$(readlink "/proc/${first% }/ns/pid")
  for pid in $(pgrep -f -- "$2"); do
    [[ $(readlink "/proc/$pid/ns/pid" 2>/dev/null) != "$space" ]] || { echo "$pid"; return; }
  done
  fail "no process of $1 runs “$2”"
}

make_certificates() { # a throw-away authority, named as libvirt's clients expect it in a pkipath
  local folder=$state/pki end
  [[ ! -s $folder/clientcert.pem ]] || return 0
  mkdir -p "$folder"; chmod 700 "$folder"
  (cd "$folder"
    # The daemon's GnuTLS wants RSA of its server.
    openssl req -x509 -newkey rsa:2048 -nodes -days 365 -subj '/CN=Testbed authority' -keyout cakey.pem -out cacert.pem
    for end in server client; do
      openssl req -newkey rsa:2048 -nodes -subj "/CN=$([[ $end = server ]] && echo localhost || echo 'Testbed client')" \
        -addext "subjectAltName=DNS:localhost,IP:127.0.0.1,DNS:*.example.net" -keyout ${end}key.pem -out $end.csr
      openssl x509 -req -days 365 -in $end.csr -CA cacert.pem -CAkey cakey.pem -CAcreateserial -copy_extensions copy -out ${end}cert.pem
    done
    ssh-keygen -q -t ed25519 -N '' -C testbed -f id
  ) >"$state/pki.log" 2>&1 || { cat "$state/pki.log" >&2; fail 'the certificates could not be made'; }
}

configure_host() { # HOST
  local folder; folder=$(folder_of "$1")
  # Every start begins without definitions; disks and TPM states are kept.
  rm -rf "${folder:?}"/{etc,run,lib/dnsmasq,lib/qemu}
  mkdir -p "$folder"/{run,lib/images,cache,log,localca,ssh,etc/qemu/networks/autostart}
  cp -r /etc/libvirt/nwfilter "$folder/etc/"
  cat >"$folder/etc/qemu.conf" <<CONF
security_driver = "none"
user = "root"
group = "root"
dynamic_ownership = 0
remember_owner = 0
namespaces = []
swtpm_user = "root"
swtpm_group = "root"
max_core = 0
CONF
  cat >"$folder/etc/libvirtd.conf" <<CONF
listen_tls = 1
listen_tcp = 0
listen_addr = "127.0.0.1"
auth_tls = "none"
auth_unix_ro = "none"
auth_unix_rw = "none"
unix_sock_group = "root"
unix_sock_ro_perms = "0777"
unix_sock_rw_perms = "0770"
key_file = "$state/pki/serverkey.pem"
cert_file = "$state/pki/servercert.pem"
ca_file = "$state/pki/cacert.pem"
log_outputs = "3:file:/var/log/libvirt/libvirtd.log"
host_uuid = "4d69656e-0000-4000-8000-ffffffffff0${1#h}"
CONF
  [[ -e $folder/ssh/host ]] || ssh-keygen -q -t ed25519 -N '' -f "$folder/ssh/host"
  cp "$state/pki/id.pub" "$folder/ssh/authorized"
  echo "[127.0.0.1]:$(port_of "$1" 2) $(cut -d ' ' -f 1,2 "$folder/ssh/host.pub")" >"$folder/ssh/known_hosts"
}

# Each host has a control group of its own below ours, so that no two daemons meet in /machine, and what limits us limits them.
enter_control_group() { # NAME
  local line controllers path root
  while IFS=: read -r line controllers path; do
    root=/sys/fs/cgroup/${controllers#name=}
    if [[ -z $controllers ]]; then
      [[ -e /sys/fs/cgroup/cgroup.procs ]] && root=/sys/fs/cgroup || root=/sys/fs/cgroup/unified
      # A group of version 2 that holds processes cannot hand controllers down: where ours does, begin at the top.
      [[ -w $root$path/cgroup.subtree_control ]] && echo +cpu >"$root$path/cgroup.subtree_control" || path=''
      for line in cpu memory io cpuset pids; do echo "+$line" >"$root$path/cgroup.subtree_control" || true; done
    fi 2>/dev/null
    path=${path%/}
    mkdir -p "$root$path/$1" 2>/dev/null || continue
    for line in cpuset.cpus cpuset.mems; do
      [[ ! -e $root$path/$1/$line || -n $(<"$root$path/$1/$line") ]] || cat "$root$path/$line" >"$root$path/$1/$line" || true
    done 2>/dev/null
    echo "$BASHPID" >"$root$path/$1/cgroup.procs" || true
  done </proc/self/cgroup 2>/dev/null
}

start_host() { # HOST
  local folder number=${1#h}; folder=$(folder_of "$1")
  [[ -z $(first_process "$1") ]] || return 0
  configure_host "$1"
  rm -f "$folder/ready"
  [[ -e /run/netns/$name-$1 ]] || ip netns add "$name-$1"
  ip -n "$name-$1" link set lo up
  # The cable to the network that all hosts share; libvirt's bridge takes it in when it is there. Not before that is it up:
  # with an IPv6 address but no IPv4 address the daemon finds that 127.0.0.1 does not exist.
  ip -n "$world" link show "lan-$1" >/dev/null 2>&1 || {
    ip -n "$world" link add "lan-$1" type veth peer name uplink netns "$name-$1"
    ip -n "$world" link set "lan-$1" master lan up
  }
  mkdir -p /run/libvirt /var/lib/swtpm-localca /run/sshd
  [[ -c /dev/net/tun ]] || { mkdir -p /dev/net; mknod /dev/net/tun c 10 200; }
  (
    enter_control_group "$name-$1"
    exec </dev/null >"$folder/log/init.log" 2>&1 {lock}>&-
    exec setsid nsenter --net="/run/netns/$name-$1" unshare --mount --pid --uts --ipc --cgroup --fork --kill-child=SIGKILL \
      bash "$here/host-init.sh" "$folder" "$1"
  ) &
  echo $! >"$folder/unshare.pid"
  local tries
  for ((tries = 0; tries < 300; tries++)); do [[ ! -e $folder/ready && -d /proc/$(<"$folder/unshare.pid") ]] || break; sleep 0.1; done
  [[ -e $folder/ready ]] || { tail -n 20 "$folder"/log/{init,libvirtd}.log >&2; fail "host $1 did not start"; }
  open_door "$1" 1 16514
  open_door "$1" 2 22
  say "$1 answers"
}

open_door() { # HOST DOOR PORT: 127.0.0.1 here → 127.0.0.1 of the host
  setsid socat "TCP-LISTEN:$(port_of "$1" "$2"),bind=127.0.0.1,reuseaddr,fork" \
    "EXEC:nsenter --net=/run/netns/$name-$1 socat STDIO TCP\:127.0.0.1\:$3" </dev/null >/dev/null 2>&1 {lock}>&- &
  echo $! >"$(folder_of "$1")/door-$2.pid"
  sleep 0.1
  [[ -d /proc/$! ]] || fail "port $(port_of "$1" "$2") of 127.0.0.1 is taken; set another MIEN_TESTBED_PORT"
}

stop_host() { # HOST
  local folder file pid; folder=$(folder_of "$1")
  # Its process namespace dies with its first process, and every guest with it.
  if [[ -n $(first_process "$1") ]]; then
    pid=$(<"$folder/unshare.pid")
    kill -KILL "$pid"
    while [[ -d /proc/$pid && $(cut -d " " -f 3 "/proc/$pid/stat" 2>/dev/null) != Z ]]; do sleep 0.05; done
  fi
  for file in "$folder"/door-*.pid; do
    [[ -r $file ]] || continue
    pid=$(<"$file"); rm "$file"
    if tr '\0' ' ' 2>/dev/null <"/proc/$pid/cmdline" | grep -q '^socat TCP-LISTEN'; then kill -- "-$pid"; fi
  done
  rm -f "$folder"/{unshare.pid,ready}
  [[ ! -e /run/netns/$name-$1 ]] || ip netns del "$name-$1"
  ip -n "$world" link del "lan-$1" 2>/dev/null || true
  find /sys/fs/cgroup -depth -type d \( -name "$name-$1" -o -path "*/$name-$1/*" \) -exec rmdir {} + 2>/dev/null || true
}

control_libvirtd() { # HOST kill|start|pid
  case $2 in
    kill) kill -KILL "$(find_process "$1" '^libvirtd -d')" ;;
    start) inside "$1" libvirtd -d -p /run/libvirt/libvirtd.pid --listen ;;
    pid) find_process "$1" '^libvirtd -d' ;;
    *) fail 'libvirtd is killed or started, or its pid asked for' ;;
  esac
}

# What arrives at the host's ports for TLS and SSH vanishes, as it does where a host has lost its network.
cut_off() { # HOST on|off
  case $2 in
    on)
      inside "$1" nft -f - <<'RULES'
table inet cut {
  chain input {
    type filter hook input priority -10
    tcp dport { 22, 16514 } drop
    tcp sport { 22, 16514 } drop
  }
}
RULES
      ;;
    off) inside "$1" nft delete table inet cut ;;
    *) fail 'cut is on or off' ;;
  esac
}
