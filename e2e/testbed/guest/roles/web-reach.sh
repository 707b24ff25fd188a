#!/bin/sh
# web-reach.sh - a CGI program: says whether a machine can be reached. It trusts what it is asked, which is its fault.
printf 'Content-Type: text/plain\r\n\r\n'
sh -c "ping -c 1 -W 1 $(httpd -d "$QUERY_STRING")" 2>&1 | tail -n 1
