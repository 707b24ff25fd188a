import { expect, test } from 'vitest';
import type { DnsRecord, L7Record } from '../../telemetry/flow.ts';
import { alertsOf, flow, judgeAll, NOON, SECOND } from '../synthetic.test-support.ts';

const lookup = flow({ transport: 'udp', dst: '10.1.1.1', dport: 53, service: 'dns' });
const asks: DnsRecord = {
  kind: 'dns',
  flow: lookup.id,
  time: NOON,
  protocol: 'dns',
  qname: 'api.ipify.org',
  qtype: 'A',
  rcode: 'NOERROR',
  answers: ['192.0.2.8'],
  queryBytes: 40,
  responseBytes: 60,
};
const upload = flow({ dport: 21, service: 'ftp', start: NOON + 20 * SECOND });
const stores = (argument: string, minutes = 1): L7Record => ({
  kind: 'ftp',
  flow: upload.id,
  time: NOON + minutes * 60 * SECOND,
  command: 'STOR',
  argument,
  code: 226,
  dataAddress: '',
  dataPort: 0,
});
const named = flow({ transport: 'udp', dst: '10.1.1.255', dport: 137, service: 'nbns' });
const registers: L7Record = {
  kind: 'nbns',
  flow: named.id,
  time: NOON,
  name: 'DESK-77',
  suffix: 0x20,
  operation: 'registration',
  address: '10.1.1.5',
};

test('asking for the own address and then delivering by FTP is a theft', () => {
  expect(alertsOf(judgeAll([lookup, upload], [asks, stores('a.zip')]), '10.1.1.5')['credential-theft']).toBeGreaterThan(
    0.7,
  );
});

test('a delivery named after the host makes it surer', () => {
  const plain = alertsOf(judgeAll([lookup, upload], [asks, stores('a.zip')]), '10.1.1.5')['credential-theft'] ?? 0;
  const found =
    alertsOf(judgeAll([lookup, upload, named], [asks, registers, stores('PW_bob-DESK-77_2026.html')]), '10.1.1.5')[
      'credential-theft'
    ] ?? 0;
  expect(found).toBeGreaterThan(plain);
});

test('neither half alone is', () => {
  expect(alertsOf(judgeAll([lookup], [asks]), '10.1.1.5')).toEqual({ 'address-lookup': 0.12 });
  expect(alertsOf(judgeAll([upload], [stores('a.zip')]), '10.1.1.5')['credential-theft'] ?? 0).toBeLessThan(0.4);
  expect(
    alertsOf(judgeAll([lookup, upload], [asks, stores('a.zip', 120)]), '10.1.1.5')['credential-theft'] ?? 0,
  ).toBeLessThan(0.4);
});

test('mail from a mail server is its work', () => {
  const serves = flow({ src: '10.1.1.77', dst: '10.1.1.5', dport: 25, service: 'smtp' });
  const send = flow({ dport: 25, service: 'smtp', start: NOON + 20 * SECOND });
  const mail: L7Record = {
    kind: 'smtp',
    flow: send.id,
    time: NOON + 30 * SECOND,
    helo: 'mx.example.org',
    from: 'a@example.org',
    to: ['b@example.net'],
    subject: 'hello',
    auth: false,
    authOk: false,
    startTls: false,
    bytes: 900,
  };
  expect(alertsOf(judgeAll([lookup, send, serves], [asks, mail]), '10.1.1.5')['credential-theft']).toBeUndefined();
});
