#!/bin/sh
# init.sh - process 1 of a guest: devices, network, what its role serves.
export PATH=/bin:/usr/bin HOME=/root
mount -t proc proc /proc
mount -t sysfs sys /sys
mount -t devtmpfs dev /dev
mkdir -p /dev/pts
mount -t devpts devpts /dev/pts
mount -t securityfs securityfs /sys/kernel/security
mount -t tracefs tracefs /sys/kernel/tracing
while read -r module; do insmod "/lib/modules/$module"; done </lib/modules/order
for word in $(cat /proc/cmdline); do
  case $word in mien.name=*) name=${word#*=} ;; mien.role=*) role=${word#*=} ;; mien.measure=*) measure=1 ;; esac
done
# Every program that is started goes into the kernel's list and into PCR 10. The kernel's own policies leave out what lies in
# memory, as everything does here.
[ -z "$measure" ] || echo 'measure func=BPRM_CHECK mask=MAY_EXEC' >/sys/kernel/security/ima/policy
hostname "$name"
# What udev would do for the ports of virtio-serial.
mkdir -p /dev/virtio-ports
for port in /sys/class/virtio-ports/*; do ln -s "/dev/${port##*/}" "/dev/virtio-ports/$(cat "$port/name")"; done
# The power button ends the guest cleanly.
for event in /sys/class/input/event*; do
  grep -q '^Power Button' "$event/device/name" || continue
  { head -c 24 "/dev/input/${event##*/}" >/dev/null; sync; poweroff -f; } &
done

ip link set lo up
ip link set eth0 up
udhcpc -i eth0 -s /opt/lease.sh -x "hostname:$name" -t 20 -T 1 -b >/dev/null 2>&1
mkdir -p /run/mien
dropbear -r /etc/dropbear/host -p 22
[ -e "/opt/roles/$role.sh" ] && sh "/opt/roles/$role.sh"
sh /opt/clock.sh &
sh /opt/control.sh &
[ -x /bin/agent ] && /bin/agent &
# In pieces, so that the words do not match where this script is printed.
echo "MIEN-""READY $name $(cut -d ' ' -f 1 /proc/uptime) s"
while :; do sleep 3600; done
