#!/bin/sh
# audit.sh - has the kernel tell of every program started and every call to the network, in audit's own words.
. /opt/sample/settings.sh
mkdir -p /etc/audit /var/log/audit
chmod 700 /var/log/audit
cat >/etc/audit/auditd.conf <<CONF
log_file = /var/log/audit/audit.log
log_format = RAW
log_group = 0
flush = INCREMENTAL_ASYNC
freq = 50
max_log_file = 32
num_logs = 0
max_log_file_action = IGNORE
space_left = 5
space_left_action = IGNORE
admin_space_left = 2
admin_space_left_action = IGNORE
disk_full_action = IGNORE
disk_error_action = IGNORE
name_format = USER
name = $NAME
CONF
chmod 640 /etc/audit/auditd.conf
auditd -s enable || exit 1
sleep 1
for record in CWD PATH PROCTITLE; do auditctl -a always,exclude -F msgtype=$record >/dev/null; done
auditctl -b 4096 >/dev/null
# What the recorder itself does through its channel is left out.
for recorder in $(ps | awk '/tb-ctl/ && !/awk/ {print $1}'); do
  auditctl -a never,exit -F arch=b64 -S execve -F "ppid=$recorder" >/dev/null
done
auditctl -a always,exit -F arch=b64 -S execve -k start >/dev/null
auditctl -a always,exit -F arch=b64 -S connect -F a2=16 -k connect >/dev/null
