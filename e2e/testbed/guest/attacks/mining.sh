#!/bin/sh
# mining.sh SECONDS - keeps the processor busy and tells a mining pool of shares, as a miner does; the numbers mean nothing.
end=$(($(date +%s) + $1))
timeout "$1" sha256sum /dev/zero &
{
  echo '{"id":1,"method":"mining.subscribe","params":["cpuminer/2.5.1"]}'
  sleep 1
  echo '{"id":2,"method":"mining.authorize","params":["worker.1","x"]}'
  share=3
  while [ "$(date +%s)" -lt "$end" ]; do
    sleep 3
    echo "{\"id\":$share,\"method\":\"mining.submit\",\"params\":[\"worker.1\",\"0000000$((share % 8))\",\"$(head -c 4 /dev/urandom | xxd -p)\"]}"
    share=$((share + 1))
  done
} | nc pool.example.org 3333 >/dev/null
