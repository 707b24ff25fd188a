import { expect, test } from 'vitest';
import type { DnsRecord, Flow } from '../../telemetry/flow.ts';
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

const spread = (count: number, build: (dst: string, index: number) => Flow): Flow[] =>
  Array.from({ length: count }, (_, index) => build(`${20 + (index % 180)}.${index % 250}.7.9`, index));

test('one service tried on many unrelated hosts is a worm looking for victims', () => {
  const found = alertsOf(
    judgeAll(spread(80, (dst, index) => silent({ dst, dport: 23, start: NOON + index * SECOND }))),
    '10.1.1.5',
  );
  expect(found['worm-fan-out']).toBeGreaterThan(0.8);
});

test('one service tried across the own network is a sweep', () => {
  const sweep = Array.from({ length: 60 }, (_, index) => refused({ dst: `10.1.1.${index + 10}`, dport: 445 }));
  expect(alertsOf(judgeAll(sweep), '10.1.1.5')['horizontal-scan']).toBeGreaterThan(0.75);
});

test('a short burst is a weaker sign than a long sweep', () => {
  const found = alertsOf(
    judgeAll(spread(14, (dst, index) => silent({ dst, dport: 22, start: NOON + index * SECOND }))),
    '10.1.1.5',
  );
  const score = found['horizontal-scan'] ?? found['worm-fan-out'] ?? 0;
  expect(score).toBeGreaterThanOrEqual(0.5);
  expect(score).toBeLessThan(0.7);
});

test('targets that were looked up by name do not count', () => {
  const flows = spread(60, (dst) => silent({ dst, dport: 443 }));
  const lookups = flows.map(({ dst }, index): [Flow, DnsRecord] => {
    const query = flow({
      transport: 'udp',
      dst: '10.1.1.1',
      dport: 53,
      service: 'dns',
      out: side(1, 40),
      in: side(1, 80),
    });
    return [
      query,
      {
        kind: 'dns',
        flow: query.id,
        time: NOON,
        protocol: 'dns',
        qname: `site${index}.example`,
        qtype: 'A',
        rcode: 'NOERROR',
        answers: [dst],
        queryBytes: 40,
        responseBytes: 80,
      },
    ];
  });
  const subjects = judgeAll(
    [...lookups.map(([query]) => query), ...flows],
    lookups.map(([, record]) => record),
  );
  expect(alertsOf(subjects, '10.1.1.5')).not.toHaveProperty('worm-fan-out');
});

test('peer-to-peer with its many ports is no sweep', () => {
  const random = randomFrom(1);
  const flows = spread(150, (dst) =>
    silent({ transport: 'udp', dst, dport: 1024 + Math.floor(random() * 60_000), out: side(1, 100) }),
  );
  expect(alertsOf(judgeAll(flows), '10.1.1.5')).toEqual({});
});

test('a service that most targets have is used, not looked for', () => {
  const flows = spread(90, (dst, index) => (index % 3 === 0 ? silent({ dst, dport: 443 }) : flow({ dst, dport: 443 })));
  expect(alertsOf(judgeAll(flows), '10.1.1.5')).toEqual({});
});
