#!/bin/sh
# database-serve.sh - one connection: lets in, answers each query with one row, until the client takes its leave.
take() { dd bs=1 count="$1" 2>/dev/null; } # reads not a byte further
length() { echo $((0x$(take 4 | xxd -p) - 4)); }
take "$(length)" >/dev/null
printf 'R\0\0\0\010\0\0\0\0Z\0\0\0\005I'
while [ "$(take 1)" = Q ]; do
  take "$(length)" >/dev/null
  # A page of the disk is read and written, as for a query that changes something.
  page=$((RANDOM % 2000))
  dd if=/dev/vda of=/run/page.$$ bs=4k count=4 skip=$page 2>/dev/null
  dd if=/run/page.$$ of=/dev/vda bs=4k count=1 seek=$page conv=fsync 2>/dev/null
  rm -f /run/page.$$
  printf 'D\0\0\0\027\0\002\0\0\0\00212\0\0\0\007shippedC\0\0\0\015SELECT 1\0Z\0\0\0\005I'
done
