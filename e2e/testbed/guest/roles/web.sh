#!/bin/sh
# web.sh - a shop: pages, and orders that it looks up in the cache, then in the database.
mkdir -p /srv/www/cgi-bin
echo '<html><head><title>Corner shop</title></head><body><h1>Corner shop</h1></body></html>' >/srv/www/index.html
head -c 9000 /dev/urandom | base64 >/srv/www/shop.js
head -c 40000 /dev/urandom >/srv/www/photo.jpg
cp /opt/roles/web-order.sh /srv/www/cgi-bin/order
cp /opt/roles/web-reach.sh /srv/www/cgi-bin/reach
httpd -p 80 -h /srv/www -u www-data:www-data
