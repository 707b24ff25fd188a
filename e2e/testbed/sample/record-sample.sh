#!/usr/bin/env bash
# record-sample.sh [OUT.mien] - records the sample session on the testbed: a day in the shop, and an intrusion in its night.
#
# Needs what testbed.sh needs. Takes a quarter of an hour: the plan of the day is seven times as fast, its visitors are not.
# The testbed is brought up if it is down, and stays up. Prints what each attack did and when, times in microseconds;
# SAMPLE_WHOLE=FILE keeps the recording as it was before it was packed.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
. "$here/parts/settings.sh"
root=$(cd "$here/../.." && pwd)
out=$(realpath -m "${1:-$root/resources/sample.mien}")
node=$(node_path)
testbed=$here/testbed.sh

until_night=490 # seconds of the day before the intrusion: most of it, with the backup that begins its night
attacks=('scan 60' 'brute-force 80' 'lateral 30' 'beacon 90' 'exfiltration 15' 'mining 45')

work=$(mktemp -d)
pids=()
finish() {
  for pid in "${pids[@]}"; do kill "$pid" 2>/dev/null || true; done
  wait
  rm -rf "$work"
}
trap finish EXIT

"$testbed" up
h1=$(folder_of h1)
truth=$state/truth.ndjson
known=$(cat "$truth" 2>/dev/null | wc -l)

uri="qemu+ssh://root@127.0.0.1:$(port_of h1 2)/system?keyfile=$state/pki/id&known_hosts=$h1/ssh/known_hosts"
"$node" --disable-warning=ExperimentalWarning "$root/app/cli/mien.ts" record "$uri" -o "$work/whole.mien" >"$work/said" &
recorder=$!
pids+=("$recorder")
until grep -qs '^Recording to' "$work/said"; do
  kill -0 "$recorder" || fail 'the recorder ended at once'
  sleep 0.5
done
sleep 15 # a capture of each interface begins
say 'recording; the day begins'
"$testbed" day --minutes 60 --scale 7 >&2 &
day=$!
pids+=("$day")
sleep "$until_night"
for attack in "${attacks[@]}"; do
  say "${attack% *}"
  "$testbed" attack "${attack% *}" --seconds "${attack#* }" >/dev/null
done
wait "$day"
sleep 20
kill "$recorder"
wait "$recorder"
cat "$work/said" >&2
[[ -z ${SAMPLE_WHOLE:-} ]] || cp "$work/whole.mien" "$SAMPLE_WHOLE"
"$node" --disable-warning=ExperimentalWarning "$here/sample/pack-sample.ts" "$work/whole.mien" "$out" "$state" >&2
tail -n "+$((known + 1))" "$truth"
