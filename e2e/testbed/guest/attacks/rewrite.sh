#!/bin/sh
# rewrite.sh FILES [make] - writes each of so many files anew as noise, under another name, and removes it, as ransomware does. The
# files are its own: made before, with the word `make`, or else now.
if [ ! -d /srv/share ]; then
  mkdir -p /srv/share
  number=1
  while [ $number -le "$1" ]; do head -c 8192 /dev/urandom >"/srv/share/report-$number.doc"; number=$((number + 1)); done
fi
[ "$2" = make ] && exit 0
for file in /srv/share/*.doc; do
  head -c "$(wc -c <"$file")" /dev/urandom >"$file.locked" && rm "$file"
done
echo 'Your files are locked.' >/srv/share/READ-ME.txt
[ "$(ls /srv/share/*.locked | wc -l)" = "$1" ] && rm -r /srv/share
