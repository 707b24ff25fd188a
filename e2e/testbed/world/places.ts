/** Who is where in the outside world: documentation addresses and names, none of which exists elsewhere. */
export const places = {
  time: { name: 'time.example.net', address: '198.51.100.5' },
  packages: { name: 'packages.example.net', address: '198.51.100.10' },
  api: { name: 'api.example.com', address: '198.51.100.20' },
  news: { name: 'news.example.com', address: '198.51.100.30' },
  backup: { name: 'backup.example.net', address: '198.51.100.40' },
  names: { name: 'dns.example.net', address: '198.51.100.53' },
  controller: { name: 'cdn-status.example.org', address: '203.0.113.66' },
  pool: { name: 'pool.example.org', address: '203.0.113.77' },
  sink: { name: 'drop.example.org', address: '203.0.113.88' },
} as const;
