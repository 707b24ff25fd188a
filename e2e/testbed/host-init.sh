#!/usr/bin/env bash
# host-init.sh FOLDER NAME - process 1 of a host, in its new namespaces: mounts what is its own, starts the daemons, stays.
set -euo pipefail
folder=$1
mount --make-rprivate /
hostname "$2"
mount -t proc proc /proc

# A sysfs that shows this network namespace, with the control groups of this control group namespace in it.
controllers=$(awk -F : '$2 != "" {print $2}' /proc/self/cgroup)
mount -t sysfs sysfs /sys
if [[ -n $controllers ]]; then
  mount -t tmpfs -o mode=755 cgroup /sys/fs/cgroup
  for controller in $controllers; do
    place=/sys/fs/cgroup/${controller#name=}
    options=$controller; [[ $controller != name=* ]] || options=none,$controller
    mkdir -p "$place"; mount -t cgroup -o "$options" cgroup "$place" || rmdir "$place"
  done
else
  mount -t cgroup2 cgroup2 /sys/fs/cgroup
  # A group that hands controllers down holds no process itself.
  mkdir -p /sys/fs/cgroup/init && echo 1 >/sys/fs/cgroup/init/cgroup.procs
  for controller in cpu memory io cpuset pids; do
    echo "+$controller" >/sys/fs/cgroup/cgroup.subtree_control || true
  done 2>/dev/null
fi
for place in run:/run/libvirt etc:/etc/libvirt lib:/var/lib/libvirt cache:/var/cache/libvirt log:/var/log/libvirt \
  localca:/var/lib/swtpm-localca; do
  mkdir -p "${place#*:}"; mount --bind "$folder/${place%%:*}" "${place#*:}"
done
# The daemon looks up its own name for every guest it starts: answered here, or it waits for a server that is not there.
printf '127.0.0.1 localhost %s\n::1 localhost\n' "$2" >"$folder/hosts"
: >"$folder/resolv.conf"
mount --bind "$folder/hosts" /etc/hosts
[[ ! -e /etc/resolv.conf ]] || mount --bind "$folder/resolv.conf" /etc/resolv.conf

virtlogd -d -p /run/libvirt/virtlogd.pid
libvirtd -d -p /run/libvirt/libvirtd.pid --listen
/usr/sbin/sshd -f /dev/null -o Port=22 -o ListenAddress=127.0.0.1 -o HostKey="$folder/ssh/host" -o UsePAM=no \
  -o AuthorizedKeysFile="$folder/ssh/authorized" -o StrictModes=no -o PasswordAuthentication=no \
  -o PermitRootLogin=prohibit-password -o PidFile=/run/libvirt/sshd.pid -o MaxStartups=100 -E /var/log/libvirt/sshd.log
until virsh -q -c qemu:///system list >/dev/null 2>&1; do sleep 0.1; done
touch "$folder/ready"
trap 'exit 0' TERM
while :; do sleep 3600 & wait $! || true; done
