# status.sh - what runs, and how to connect to it.

status() {
  if [[ ${1:-} = --json ]]; then status_json; return; fi
  local folder host
  for folder in "$state"/hosts/*/; do
    [[ -d $folder ]] || { echo 'no hosts; see testbed.sh up'; return; }
    host=$(basename "$folder")
    [[ -n $(first_process "$host") ]] || { echo "$host: down"; continue; }
    echo "$host: qemu:///system?socket=$(folder_of "$host")/run/libvirt-sock"
    ask_libvirt "$host" list --all | sed 's/^/  /'
  done
}

# {"state", "world": network namespace, "truth": path, "hosts": [{"id", "uris": {…}, "ssh": {…}, "initPid", "enter", "netns",
#  "bridge", "vms": [{"name", "uuid", "mac", "ip", "role", "tap", "state", "console", "channels": {…}}]}]}
status_json() {
  local folder host first between='' guest separator
  printf '{"state":"%s","world":"%s","truth":"%s","hosts":[' "$state" "$world" "$state/truth.ndjson"
  for folder in "$state"/hosts/*/; do
    [[ -d $folder ]] || continue
    host=$(basename "$folder"); folder=${folder%/}
    first=$(first_process "$host"); first=${first% }
    [[ -n $first ]] || continue
    printf '%s\n{"id":"%s","uris":{' "$between" "$host"; between=,
    printf '"unix":"qemu:///system?socket=%s",' "$folder/run/libvirt-sock"
    printf '"unixReadOnly":"qemu:///system?socket=%s",' "$folder/run/libvirt-sock-ro"
    printf '"tls":"qemu+tls://localhost:%s/system?pkipath=%s",' "$(port_of "$host" 1)" "$state/pki"
    printf '"ssh":"qemu+ssh://root@127.0.0.1:%s/system?keyfile=%s"},' "$(port_of "$host" 2)" "$state/pki/id"
    printf '"ssh":{"host":"127.0.0.1","port":%s,"keyFile":"%s","knownHosts":"%s"},' \
      "$(port_of "$host" 2)" "$state/pki/id" "$folder/ssh/known_hosts"
    printf '"initPid":%s,"enter":"%s","netns":"%s","bridge":"%s","vms":[' "$first" "$(enter_command "$first")" "$name-$host" "$bridge"
    separator=''
    for guest in $(ask_libvirt "$host" list --all --name); do
      printf '%s\n {"name":"%s","uuid":"%s","mac":"%s","ip":"%s","role":"%s","tap":"%s","state":"%s","console":"%s","channels":{"control":"%s","agent":"%s"}}' \
        "$separator" "$guest" "$(uuid_of "$guest")" "$(mac_of "$guest")" "$(address_of "$guest")" "$(role_of "$guest")" \
        "$(tap_of "$guest")" "$(ask_libvirt "$host" domstate "$guest" | head -1)" "$folder/log/console-$guest.log" \
        "$(channel_of "$host" "$guest" org.mien.testbed.0)" "$(channel_of "$host" "$guest" org.mien.agent.0)"
      separator=,
    done
    printf ']}'
  done
  printf ']}\n'
}
