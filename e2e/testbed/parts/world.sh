# world.sh - the outside world: a namespace that routes between guests and servers on documentation addresses.

start_world() {
  if [[ -e /run/netns/$world ]]; then
    [[ -r $state/world.pid ]] || fail "another testbed is called “$name”; give this one another MIEN_TESTBED_NAME"
    return 0
  fi
  ip netns add "$world"
  ip -n "$world" link set lo up
  # Every address of these networks is one of ours: servers bind which they like, visitors come from which they like.
  ip -n "$world" route add local 198.51.100.0/24 dev lo
  ip -n "$world" route add local 203.0.113.0/24 dev lo
  ip -n "$world" link add lan type bridge
  ip -n "$world" addr add "$gateway/16" dev lan
  ip -n "$world" link set lan up
  run_world
}

run_world() {
  MIEN_TESTBED=$state setsid ip netns exec "$world" "$(node_path)" --disable-warning=ExperimentalWarning "$here/world/serve-world.ts" \
    </dev/null >"$state/world.ndjson" 2>"$state/world.log" {lock}>&- &
  echo $! >"$state/world.pid"
  local tries
  for ((tries = 0; tries < 100; tries++)); do
    grep -qs '"service":"world"' "$state/world.ndjson" && return
    sleep 0.1
  done
  cat "$state/world.log" >&2
  fail 'the outside world did not start'
}

stop_world() {
  local pid
  if [[ -r $state/world.pid ]]; then
    pid=$(<"$state/world.pid")
    if tr '\0' ' ' 2>/dev/null <"/proc/$pid/cmdline" | grep -q serve-world.ts; then kill "$pid"; fi
    rm "$state/world.pid"
  fi
  [[ ! -e /run/netns/$world ]] || ip netns del "$world"
}
