#!/bin/sh
# control.sh - runs the commands that come through a channel of virtio-serial, one after another.
# In: `ID COMMAND-IN-BASE64`. Out: `ID = LINE` for each line it printed, then `ID ! EXIT-STATUS`. The id, which the caller makes up,
# lets it skip what an earlier caller left unread.
exec 3<>/dev/virtio-ports/org.mien.testbed.0 || exit 1
mkfifo /run/mien/never
exec 4<>/run/mien/never
while :; do
  # Without anybody at the other end reading ends at once. To wait costs no process this way: a guest shall idle cheaply.
  read -r id command <&3 || { read -r -t 0.3 id <&4; continue; }
  sh -c "$(echo "$command" | base64 -d)" >/run/mien/answer 2>&1 </dev/null
  status=$?
  # What it printed may not end with its line.
  { sed "s/^/$id = /" /run/mien/answer; printf '\n%s ! %s\n' "$id" "$status"; } >&3
done
