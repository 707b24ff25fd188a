-- The shop's data, made up: nobody in it exists.
create role shop login password 'shop';
create database shop owner shop;
\connect shop
create table customers as
  select n as id, 'Customer ' || n as name, 'customer' || n || '@example.org' as mail,
    md5(n::text || 'street') as address, md5(n::text || 'card') as card_token
  from generate_series(1, 3200) n;
create table orders as
  select n as id, 1 + n * 7 % 3200 as customer, 1000 + n * 37 % 9000 as cents,
    (array['placed', 'packed', 'shipped', 'delivered'])[1 + n % 4] as state
  from generate_series(1, 6000) n;
create index on orders (id);
grant select, update on customers, orders to shop;
