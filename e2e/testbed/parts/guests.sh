# guests.sh - the guests of a host, and the network they are plugged into.

network_xml() { # HOST
  local guest number=${1#h}
  cat <<XML
<network xmlns:dnsmasq='http://libvirt.org/schemas/network/dnsmasq/1.0'>
  <name>lan</name>
  <forward mode='open'/>
  <bridge name='$bridge' stp='off' delay='0'/>
  <mac address='$(printf '52:54:00:4d:%02x:01' "$number")'/>
  <domain name='shop.example'/>
  <dns><forwarder addr='198.51.100.53'/>
$(for guest in web db cache attacker replica; do
    echo "    <host ip='$(address_of $guest)'><hostname>$guest</hostname></host>"
  done)
  </dns>
  <ip address='10.77.$number.1' netmask='255.255.0.0'><dhcp>
$(for guest in $(guests_of "$1") $(spare_guests_of "$1"); do
    echo "    <host mac='$(mac_of "$guest")' name='$guest' ip='$(address_of "$guest")'/>"
  done)
  </dhcp></ip>
  <dnsmasq:options><dnsmasq:option value='dhcp-option=option:router,$gateway'/></dnsmasq:options>
</network>
XML
}

guest_xml() { # HOST VM TYPE
  local firmware='' words='' processor='' own_memory=$memory
  [[ $3 = qemu ]] && processor="<tcg><tb-cache unit='MiB'>64</tb-cache></tcg>"
  if [[ $2 = uefi ]]; then
    firmware="<loader readonly='yes' type='pflash'>/usr/share/OVMF/OVMF_CODE_4M.fd</loader>
      <nvram template='/usr/share/OVMF/OVMF_VARS_4M.fd'/>"
    words='ima_hash=sha256 mien.measure=1'
    own_memory=$((memory + 128))
  fi
  cat <<XML
<domain type='$3'>
  <name>$2</name>
  <uuid>$(uuid_of "$2")</uuid>
  <metadata><mien:vm xmlns:mien='https://mien.dev/xmlns/vm/1'>
    <mien:role>$(role_of "$2")</mien:role><mien:sensitivity>$(sensitivity_of "$2")</mien:sensitivity>
  </mien:vm></metadata>
  <memory unit='MiB'>$own_memory</memory>
  <vcpu>1</vcpu>
  <os><type arch='x86_64' machine='q35'>hvm</type>$firmware
    <kernel>$images/vmlinuz</kernel><initrd>$images/initramfs</initrd>
    <cmdline>console=ttyS0 quiet panic=1 mitigations=off $words mien.name=$2 mien.role=$(role_of "$2")</cmdline></os>
  <features><acpi/>$processor</features>
  $([[ $3 = qemu ]] || echo "<cpu mode='host-passthrough'/>")
  <on_crash>destroy</on_crash>
  <devices>
    <disk type='file' device='disk'><driver name='qemu' type='qcow2'/>
      <source file='$state/disks/$2.qcow2'/><target dev='vda' bus='virtio'/></disk>
    <interface type='network'><mac address='$(mac_of "$2")'/>
      <source network='lan'/><model type='virtio'/><target dev='$(tap_of "$2")'/></interface>
    <serial type='pty'><log file='/var/log/libvirt/console-$2.log' append='off'/></serial>
    <channel type='unix'><target type='virtio' name='org.mien.testbed.0'/></channel>
    <channel type='unix'><target type='virtio' name='org.mien.agent.0'/></channel>
    <tpm model='tpm-crb'><backend type='emulator' version='2.0'/></tpm>
    <rng model='virtio'><backend model='random'>/dev/urandom</backend></rng>
    <memballoon model='virtio'><stats period='2'/></memballoon>
  </devices>
</domain>
XML
}
tap_of() { echo "tap-$1"; }

# KVM only where the processor itself carries it: /dev/kvm may be there and yet run no stock kernel.
domain_type() {
  case $acceleration in
    auto) [[ -w /dev/kvm && (-d /sys/module/kvm_intel || -d /sys/module/kvm_amd) ]] && echo kvm || echo qemu ;;
    *) echo "$acceleration" ;;
  esac
}

start_guests() { # HOST
  local folder guest; folder=$(folder_of "$1")
  mkdir -p "$state/disks"
  if ! ask_libvirt "$1" net-info lan >/dev/null 2>&1; then
    network_xml "$1" >"$folder/network.xml"
    ask_libvirt "$1" net-define "$folder/network.xml" >/dev/null
    ask_libvirt "$1" net-start lan >/dev/null
    inside "$1" ip link set uplink master "$bridge" up
    inside "$1" ip route replace default via "$gateway"
  fi
  for guest in $(guests_of "$1") $(spare_guests_of "$1"); do
    ask_libvirt "$1" dominfo "$guest" >/dev/null 2>&1 && continue
    guest_xml "$1" "$guest" "$(domain_type)" >"$folder/$guest.xml"
    [[ -e $state/disks/$guest.qcow2 ]] || qemu-img create -q -f qcow2 -F qcow2 -b "$images/empty.qcow2" "$state/disks/$guest.qcow2"
    ask_libvirt "$1" define "$folder/$guest.xml" >/dev/null
  done
  for guest in $(guests_of "$1"); do start_guest "$1" "$guest"; done
}

start_guest() { # HOST VM: unless it runs, here or where it has been moved to
  local folder
  for folder in "$state"/hosts/*/; do
    [[ $(ask_libvirt "$(basename "$folder")" domstate "$2" 2>/dev/null) != running ]] || return 0
  done
  ask_libvirt "$1" start "$2" >/dev/null
}

wait_for_guests() { local guest; for guest in $(guests_of "$1"); do wait_for_guest "$1" "$guest"; done; } # HOST

wait_for_guest() { # HOST VM
  local console end=$((SECONDS + boot_seconds)); console=$(folder_of "$1")/log/console-$2.log
  until grep -qa "MIEN-READY $2 " "$console" 2>/dev/null; do
    ((SECONDS < end)) || { tail -5 "$console" >&2; fail "$2 was not ready after $boot_seconds s"; }
    sleep 0.2
  done
  say "$2 is ready after $(grep -ao "MIEN-READY $2 .*" "$console" | tail -1 | cut -d ' ' -f 3) s of its own"
}

channel_of() { compgen -G "$(folder_of "$1")/lib/qemu/channel/target/domain-*-$2/$3" || true; } # HOST VM CHANNEL

# Runs a command in a guest through its control channel: prints what it prints, ends as it ends.
guest() { # HOST VM COMMAND
  local channel id line; channel=$(channel_of "$1" "$2" org.mien.testbed.0)
  [[ -n $channel ]] || fail "$2 does not run on $1"
  exec {turn}>"$state/channel-$2.lock"; flock "$turn" # one at a time
  id=$RANDOM$RANDOM$RANDOM
  coproc socat - "UNIX-CONNECT:$channel"
  local bridge_pid=$COPROC_PID
  echo "$id $(base64 -w 0 <<<"$3")" >&"${COPROC[1]}"
  while IFS= read -r -t "$guest_seconds" line <&"${COPROC[0]}"; do
    line=${line%$'\r'}
    case $line in
      "$id = "*) printf '%s\n' "${line#"$id = "}" ;;
      "$id ! "*) kill "$bridge_pid"; return "${line#"$id ! "}" ;;
    esac
  done
  kill "$bridge_pid" 2>/dev/null || true
  fail "$2 did not answer"
}

migrate() { # VM FROM TO
  # Both hosts see the disks at the same place: safe, though libvirt cannot know.
  ask_libvirt "$2" migrate --live --unsafe --persistent --undefinesource "$1" \
    "qemu:///system?socket=$(folder_of "$3")/run/libvirt-sock" --migrateuri "tcp://10.77.${3#h}.1"
}
