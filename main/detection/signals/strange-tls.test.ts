import { expect, test } from 'vitest';
import type { TlsRecord } from '../../telemetry/flow.ts';
import { alertsOf, flow, judgeAll, NOON } from '../synthetic.test-support.ts';

const YEAR = 365.25 * 86_400e6;

function talk(dport: number, parts: Partial<TlsRecord>, dst = '198.51.100.7') {
  const one = flow({ dst, dport, service: 'tls' });
  const record: TlsRecord = {
    kind: 'tls',
    flow: one.id,
    time: NOON,
    sni: '',
    alpn: [],
    version: 'TLS 1.2',
    ja3: '',
    ja4: '',
    certificate: null,
    established: true,
    ...parts,
  };
  return alertsOf(judgeAll([one], [record]), '10.1.1.5')['strange-tls'] ?? 0;
}

const certificate = (name: string, years: number) => ({
  subject: `CN=${name}`,
  issuer: `CN=${name}`,
  selfSigned: true,
  notBefore: NOON,
  notAfter: NOON + years * YEAR,
});

test('an odd port, no name and a certificate signed by itself are a controller', () => {
  expect(talk(5888, { certificate: certificate('server', 30) })).toBeGreaterThan(0.7);
  expect(talk(443, { certificate: certificate('example.com', 1) })).toBeGreaterThan(0.5);
  expect(talk(8808, { certificate: certificate('AsyncRAT Server', 1) })).toBeGreaterThan(0.85);
});

test.each([
  ['a named service on an unusual port', talk(4567, { sni: 'api.example.org' })],
  ['ordinary TLS without a name', talk(443, {})],
  ['an internal service with its own certificate', talk(9999, { certificate: certificate('nas', 10) }, '10.1.1.9')],
  ['a handshake nobody answered', talk(5888, { established: false })],
])('%s is not', (_name, score) => {
  expect(score).toBe(0);
});
