import { describe, expect, test } from 'vitest';
import type { Flow, HttpRecord, TlsRecord } from '../../telemetry/flow.ts';
import {
  alertsOf,
  flow,
  judgeAll,
  NOON,
  randomFrom,
  refused,
  SECOND,
  side,
  silent,
} from '../synthetic.test-support.ts';

const SOURCE = '10.1.1.5';

/** Calls with a period in seconds, each moved by up to `jitter` of it. */
function series(count: number, period: number, jitter: number, parts: Partial<Flow> = {}, build = flow): Flow[] {
  const random = randomFrom(count + period);
  let at = NOON;
  return Array.from({ length: count }, () => {
    at += period * SECOND * (1 + jitter * (2 * random() - 1));
    return build({ start: at, service: 'tls', ...parts });
  });
}

const named = (flows: readonly Flow[], sni: string): TlsRecord[] =>
  flows.map((one) => ({
    kind: 'tls',
    flow: one.id,
    time: one.start,
    sni,
    alpn: [],
    version: 'TLS 1.3',
    ja3: '',
    ja4: '',
    certificate: null,
    established: true,
  }));

describe('a beacon', () => {
  test.each([
    ['clockwork', 40, 60, 0],
    ['jitter of a fifth', 60, 30, 0.2],
    ['jitter of a third', 200, 10, 0.33],
    ['few calls, but like clockwork', 8, 300, 0.002],
  ])('%s is seen', (_name, count, period, jitter) => {
    expect(alertsOf(judgeAll(series(count, period, jitter)), SOURCE)['beacon']).toBeGreaterThan(0.6);
  });

  test('is seen whatever order its calls are told in', () => {
    const told = series(40, 60, 0.1);
    const random = randomFrom(9);
    const shuffled = [...told].sort(() => random() - 0.5);
    expect(alertsOf(judgeAll(shuffled), SOURCE)).toEqual(alertsOf(judgeAll(told), SOURCE));
  });

  test('inside one connection is seen by its requests', () => {
    const one = flow({
      dst: '198.51.100.9',
      dport: 80,
      service: 'http',
      end: NOON + 300 * SECOND,
      out: side(120, 6000),
      in: side(120, 9000),
    });
    const requests = Array.from({ length: 40 }, (_, index): HttpRecord => ({
      kind: 'http',
      flow: one.id,
      time: NOON + index * 5 * SECOND,
      method: 'GET',
      host: '198.51.100.9',
      path: ['/a.php', '/b.php'][index % 2] ?? '',
      agent: 'Mozilla/5.0',
      status: 200,
      contentType: 'text/html',
      requestBytes: 200,
      responseBytes: 180,
      bodyMagic: '',
      exploit: [],
    }));
    expect(alertsOf(judgeAll([one], requests), SOURCE)['beacon']).toBeGreaterThan(0.7);
  });

  test.each([
    ['six calls at no rhythm', series(6, 60, 0.9)],
    ['a busy user at random', series(200, 20, 1)],
    ['time servers', series(100, 64, 0.02, { transport: 'udp', dport: 123, service: 'ntp' })],
    ['name servers', series(100, 30, 0.02, { transport: 'udp', dport: 53, service: 'dns' })],
    ['polling inside a page', series(100, 0.3, 0.05)],
    ['pieces of one connection whose start was not seen', series(100, 300, 0.01, { state: 'OTH', sport: 50_001 })],
    ['multicast chatter', series(100, 30, 0.01, { transport: 'udp', dst: '239.255.255.250', dport: 1900 })],
  ])('is not seen in %s', (_name, flows) => {
    expect(alertsOf(judgeAll(flows), SOURCE)['beacon']).toBeUndefined();
  });

  test('weighs little between neighbours and where a program checks in with its maker by name', () => {
    const near = series(60, 15, 0.02, { dst: '10.1.1.9', dport: 9100, service: 'http' });
    expect(alertsOf(judgeAll(near), SOURCE)['beacon'] ?? 0).toBeLessThan(0.35);
    const checkIn = series(60, 600, 0.02);
    expect(alertsOf(judgeAll(checkIn, named(checkIn, 'updates.vendor.example')), SOURCE)['beacon'] ?? 0).toBeLessThan(
      0.35,
    );
    const known = series(60, 30, 0.02);
    expect(alertsOf(judgeAll(known, named(known, 'settings.microsoft.com')), SOURCE)['beacon'] ?? 0).toBeLessThan(0.25);
  });
});

describe('calls that never get through', () => {
  test('with the rhythm of a timer, to an unusual port, are a lost controller', () => {
    const flows = series(60, 20, 0.1, { dport: 5555, service: '' }, refused);
    expect(alertsOf(judgeAll(flows), SOURCE)['refused-calls']).toBeGreaterThan(0.75);
    const silence = series(60, 20, 0.1, { dport: 5555, service: '' }, silent);
    expect(alertsOf(judgeAll(silence), SOURCE)['refused-calls']).toBeGreaterThan(0.75);
  });

  test.each([
    ['a few tries', series(5, 20, 0.1, { dport: 5555 }, refused)],
    ['retries from one port', series(60, 20, 0.1, { dport: 5555, sport: 41_000 }, refused)],
    [
      'a service that answered in between',
      [...series(60, 20, 0.1, { dport: 5555 }, refused), flow({ dport: 5555 }), flow({ dport: 5555 })],
    ],
    [
      'a line that is dead for all',
      Array.from({ length: 20 }, (_, host) =>
        series(12, 20, 0.1, { dst: `198.51.100.${host + 1}`, dport: 5555 }, silent),
      ).flat(),
    ],
  ])('are not read into %s', (_name, flows) => {
    expect(alertsOf(judgeAll(flows), SOURCE)['refused-calls']).toBeUndefined();
  });

  test('weigh less for services whose clients wait in good faith', () => {
    const mail = series(60, 20, 0.1, { dport: 993, service: '' }, refused);
    expect(alertsOf(judgeAll(mail), SOURCE)['refused-calls']).toBeLessThan(0.55);
  });
});
