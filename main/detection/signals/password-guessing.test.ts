import { expect, test } from 'vitest';
import { alertsOf, flow, judgeAll, NOON, randomFrom, SECOND, side, type RecordOf } from '../synthetic.test-support.ts';

const session = (index: number, payload: number, seconds: number, parts = {}) =>
  flow({
    dport: 2200,
    service: 'ssh',
    start: NOON + index * 2 * SECOND,
    end: NOON + (index * 2 + seconds) * SECOND,
    out: side(12, payload),
    in: side(12, 1800),
    ...parts,
  });

test('short alike sessions of a log-in service are guesses, on any port', () => {
  const found = judgeAll(Array.from({ length: 60 }, (_, index) => session(index, 1700 + (index % 5), 2)));
  expect(alertsOf(found, '10.1.1.5')['brute-force']).toBeGreaterThan(0.8);
  expect(found[0]?.alerts[0]?.otherTechniques.map(({ id }) => id)).toContain('T1571');
});

test('failures that the server tells are enough', () => {
  const one = flow({ dport: 23, service: 'telnet', end: NOON + 60 * SECOND });
  const failures = Array.from({ length: 25 }, (_, index): RecordOf<'login'> => ({
    kind: 'login',
    flow: one.id,
    time: NOON + index * SECOND,
    protocol: 'telnet',
    user: 'root',
    ok: false,
  }));
  expect(alertsOf(judgeAll([one], failures), '10.1.1.5')['brute-force']).toBeGreaterThan(0.75);
});

test('sessions of work are not', () => {
  const random = randomFrom(2);
  const work = Array.from({ length: 20 }, (_, index) =>
    session(index * 10, 500 + Math.floor(random() * 90_000), 40 + Math.floor(random() * 500)),
  );
  expect(alertsOf(judgeAll(work), '10.1.1.5')['brute-force']).toBeUndefined();
});

test('many short requests to a web server are not', () => {
  const pages = Array.from({ length: 80 }, (_, index) =>
    session(index, 600, 0.2, { dport: 443, service: 'tls', dst: `198.51.100.${(index % 40) + 1}` }),
  );
  expect(alertsOf(judgeAll(pages), '10.1.1.5')['brute-force']).toBeUndefined();
});

test.each(['postgresql', 'mysql', 'redis', 'ldap', 'smb'])(
  'a program that opens a short session of %s for every request is left alone',
  (service) => {
    const requests = Array.from({ length: 75 }, (_, index) =>
      session(index * 6, 300, 0.4, { dport: 5432, service, dst: '10.1.1.20' }),
    );
    const host = judgeAll(requests).find((subject) => subject.addresses.includes('10.1.1.5'));
    expect(host?.alerts.map((alert) => alert.type)).not.toContain('brute-force');
    expect(host?.risk ?? 0).toBeLessThan(0.4);
  },
);
