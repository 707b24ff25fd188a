#!/usr/bin/env bash
# testbed.sh - real libvirt hosts with small real guests, on one Debian 12 machine, without systemd and without KVM.
#
#   testbed.sh install                 the packages, the guests' kernel, their initramfs
#   testbed.sh up [--hosts N]          hosts h1 … hN with their guests and the outside world; what is up already stays
#   testbed.sh status [--json]         what runs, and the URIs to connect to
#   testbed.sh down [--purge]          end all of it; --purge deletes the state folder too
#
#   testbed.sh exec HOST COMMAND…      run a program inside a host (virsh, nft, tcpdump …)
#   testbed.sh guest HOST VM 'COMMAND' run a shell command in a guest
#   testbed.sh start HOST VM           start a defined guest that is off (h1 has one more: uefi), wait until it is ready
#   testbed.sh migrate VM FROM TO      live migration, with its TPM
#   testbed.sh qemu HOST VM            the process number of its QEMU, as seen from here
#   testbed.sh libvirtd HOST kill|start|pid    SIGKILL the daemon; start it again; its process number
#   testbed.sh cut HOST on|off         cut a host off: its TLS and SSH ports swallow what they get
#
#   testbed.sh day [--minutes M] [--scale S] [--seed N]     the scripted day
#   testbed.sh attack NAME [--vm VM] [--seconds S]          a scripted attack; appends to STATE/truth.ndjson
#   testbed.sh ovs …                                        an Open vSwitch of its own, see ovs.sh
#
# A host is a set of namespaces (net, mount, pid, uts, ipc, cgroup) with a libvirtd, virtlogd, dnsmasq and sshd of its own.
# Everything lies in one folder, MIEN_TESTBED; neither the machine's own libvirt, nor its network, nor its firewall is
# touched, and no packet leaves the namespaces. parts/settings.sh names what the environment may change.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
for part in settings install host guests world status; do . "$here/parts/$part.sh"; done

up() {
  while (($#)); do
    case $1 in --hosts) hosts=$2; shift 2 ;; *) fail "no such option: $1" ;; esac
  done
  install
  make_certificates
  start_world
  local number
  for ((number = 1; number <= hosts; number++)); do start_host "h$number"; done
  for ((number = 1; number <= hosts; number++)); do start_guests "h$number"; done
  for ((number = 1; number <= hosts; number++)); do wait_for_guests "h$number"; done
  say 'up'
}

down() {
  local folder
  for folder in "$state"/hosts/*/; do [[ ! -d $folder ]] || stop_host "$(basename "$folder")"; done
  stop_world
  [[ ! -d $state/ovs ]] || "$here/ovs.sh" down
  [[ ${1:-} != --purge ]] || rm -rf "${state:?}"
  say 'down'
}

# The programs of the outside world, of the day and of the attacks are TypeScript; they find this testbed by its folder.
run_node() { # FILE ARGUMENT…
  MIEN_TESTBED=$state exec "$(node_path)" --disable-warning=ExperimentalWarning "$here/$1" "${@:2}"
}

verb=${1:-}
(($#)) && shift
case $verb in
  install | up | down)
    [[ $(id -u) = 0 && $(uname -s) = Linux ]] || fail "$verb needs root on Linux"
    mkdir -p "$state"
    exec {lock}>"$state.lock"; flock "$lock"
    "$verb" "$@" ;;
  status) status "$@" ;;
  exec) inside "$@" ;;
  guest) guest "$@" ;;
  start) start_guest "$@"; wait_for_guest "$@" ;;
  migrate) migrate "$@" ;;
  qemu) find_process "$1" "guest=$2,debug" ;;
  libvirtd) control_libvirtd "$@" ;;
  cut) cut_off "$@" ;;
  day) MIEN_TESTBED=$state exec ip netns exec "$world" "$(node_path)" --disable-warning=ExperimentalWarning "$here/day.ts" "$@" ;;
  attack) run_node attack.ts "$@" ;;
  ovs) MIEN_TESTBED=$state exec "$here/ovs.sh" "$@" ;;
  *) awk 'NR > 1 && !/^#/ {exit} NR > 1 {sub(/^# ?/, ""); print}' "${BASH_SOURCE[0]}"; exit 2 ;;
esac
