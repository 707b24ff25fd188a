import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { HttpRecord, L7Record } from '../telemetry/flow.ts';
import type { Observation } from '../telemetry/observation.ts';
import { Judge } from './judge.ts';
import {
  alertsOf,
  flow,
  judgeAll,
  NOON,
  randomFrom,
  refused,
  SECOND,
  shippedSettings,
  side,
  silent,
  type RecordOf,
} from './synthetic.test-support.ts';

const mac = (last: number): string => `02:00:00:00:00:0${last}`;

describe('subjects', () => {
  test('are the local hosts that spoke; servers outside and mere targets are not', () => {
    const found = judgeAll([flow({}), silent({ dst: '10.1.1.200', dport: 22 })]);
    expect(found.map(({ id }) => id)).toEqual(['10.1.1.5']);
  });

  test('join the addresses of one MAC and take the name it gave itself', () => {
    const asks = flow({
      transport: 'udp',
      src: 'fe80::5',
      dst: 'ff02::fb',
      dport: 5353,
      service: 'mdns',
      srcMac: mac(5),
      dstMac: '33:33:00:00:00:fb',
    });
    const lease = flow({
      transport: 'udp',
      dst: '10.1.1.1',
      dport: 67,
      service: 'dhcp',
      srcMac: mac(5),
      dstMac: mac(1),
    });
    const dhcp: RecordOf<'dhcp'> = {
      kind: 'dhcp',
      flow: lease.id,
      time: NOON,
      message: 'request',
      mac: mac(5),
      hostname: 'desk-77',
      vendor: 'MSFT 5.0',
      address: '10.1.1.5',
    };
    const found = judgeAll([asks, lease], [dhcp]);
    const desk = found.find(({ id }) => id === '10.1.1.5');
    expect(desk?.addresses.toSorted()).toEqual(['10.1.1.5', 'fe80::5']);
    expect(desk).toMatchObject({ name: 'desk-77', macs: [mac(5)], network: '10.1.1.0/24' });
    expect(desk?.signatures).toContainEqual({ kind: 'DHCP vendor', value: 'MSFT 5.0', count: 1 });
  });

  test('keep the addresses behind a router apart', () => {
    const flows = [1, 2, 3].map((host) =>
      flow({
        src: `10.2.0.${host}`,
        dst: '10.1.1.5',
        srcMac: mac(1),
        dstMac: mac(5),
        start: NOON,
        end: NOON + 60 * SECOND,
      }),
    );
    expect(judgeAll(flows)).toHaveLength(4);
  });

  test('are those of the declared networks alone', () => {
    const flows = [flow({}), flow({ src: '198.51.100.7', dst: '203.0.113.1' })];
    expect(judgeAll(flows, [], ['198.51.100.0/24']).map(({ id }) => id)).toEqual(['198.51.100.7']);
  });

  test('of whom too little was seen are not scored', () => {
    const [subject] = judgeAll([flow({ out: side(1, 20), in: side(1, 20) })]);
    expect(subject).toMatchObject({ risk: null, verdict: 'unknown', contributions: [] });
  });

  test('say how little their baseline rests on, and what was lost', () => {
    const judge = new Judge(shippedSettings());
    for (let index = 0; index < 50; index++) judge.observe({ kind: 'flow', flow: flow({}), final: true });
    judge.observe({ kind: 'loss', loss: { share: 0.25, reason: 'tap' } });
    const [subject] = judge.assess().subjects;
    expect(subject?.completeness).toBeLessThan(0.1);
    expect(subject?.incompleteReason).toContain('1 hour of 168');
    expect(subject?.incompleteReason).toContain('25.0 % of the traffic was lost');
  });
});

describe('observations', () => {
  const beacon = Array.from({ length: 40 }, (_, index) => flow({ start: NOON + index * 30 * SECOND, service: 'tls' }));

  test('that are provisional are replaced by later ones', () => {
    const judge = new Judge(shippedSettings());
    for (const one of beacon) {
      judge.observe({ kind: 'flow', flow: { ...one, out: side(1, 10) }, final: false });
      judge.observe({ kind: 'flow', flow: one, final: true });
    }
    const [subject] = judge.assess().subjects;
    expect(subject?.flows).toBe(40);
    expect(subject?.bytesOut).toBe(40 * beacon[0]!.out.bytes);
  });

  test('may come in any order: records before or after their flow', () => {
    const records = beacon.map((one): HttpRecord => ({
      kind: 'http',
      flow: one.id,
      time: one.start,
      method: 'GET',
      host: '',
      path: '/a',
      agent: 'x',
      status: 200,
      contentType: '',
      requestBytes: 9,
      responseBytes: 9,
      bodyMagic: '',
      exploit: [],
    }));
    const before = judgeAll(beacon, records);
    const judge = new Judge(shippedSettings());
    for (const one of beacon.toReversed()) judge.observe({ kind: 'flow', flow: one, final: true });
    for (const record of records) judge.observe({ kind: 'record', record });
    expect(alertsOf(judge.assess().subjects, '10.1.1.5')).toEqual(alertsOf(before, '10.1.1.5'));
  });

  test('told twice give the same assessment twice, and assessing in between changes nothing', () => {
    const often = new Judge(shippedSettings());
    for (const one of beacon) {
      often.observe({ kind: 'flow', flow: one, final: true });
      often.assess();
    }
    expect(often.assess()).toEqual(often.assess());
    expect(often.assess().subjects).toEqual(judgeAll(beacon));
  });

  test('of any sort are survived, and every figure stays in its bounds', () => {
    const address = fc.oneof(
      fc.ipV4(),
      fc.ipV6(),
      fc.constantFrom('10.1.1.5', '10.1.1.6', '255.255.255.255', '0.0.0.0', '', 'not an address'),
    );
    const text = fc.string({ maxLength: 40 });
    const number = fc.oneof(fc.nat(), fc.constantFrom(0, 1, 65_535, 2 ** 52));
    const direction = fc
      .record({ packets: number, payload: number })
      .map(({ packets, payload }) => side(packets, payload));
    const flows = fc
      .record({
        transport: fc.constantFrom('tcp' as const, 'udp' as const, 'icmp' as const, 'ip-47' as const, 'arp' as const),
        src: address,
        dst: address,
        sport: fc.nat(65_535),
        dport: fc.nat(65_535),
        service: text,
        state: fc.constantFrom('S0' as const, 'SF' as const, 'OTH' as const, 'REJ' as const),
        out: direction,
        in: direction,
        start: number,
        end: number,
        srcMac: text,
      })
      .map((parts): Observation => ({ kind: 'flow', flow: flow(parts), final: true }));
    const records = fc
      .record({ flow: fc.nat(50), time: number, name: text, address })
      .chain(({ flow: id, time, name, address: other }) =>
        fc.constantFrom<L7Record>(
          {
            kind: 'dns',
            flow: id,
            time,
            protocol: 'dns',
            qname: name,
            qtype: name,
            rcode: name,
            answers: [other, name],
            queryBytes: 1,
            responseBytes: 1,
          },
          {
            kind: 'tls',
            flow: id,
            time,
            sni: name,
            alpn: [],
            version: '',
            ja3: '',
            ja4: name,
            certificate: { subject: name, issuer: name, selfSigned: true, notBefore: 0, notAfter: time },
            established: true,
          },
          {
            kind: 'http',
            flow: id,
            time,
            method: name,
            host: name,
            path: name,
            agent: name,
            status: 0,
            contentType: name,
            requestBytes: 0,
            responseBytes: 0,
            bodyMagic: 'pe',
            exploit: ['shell'],
          },
          { kind: 'smb', flow: id, time, version: 1, command: 'create', name, status: '' },
          {
            kind: 'smtp',
            flow: id,
            time,
            helo: name,
            from: name,
            to: [name],
            subject: name,
            auth: true,
            authOk: false,
            startTls: false,
            bytes: 0,
          },
          {
            kind: 'neighbour',
            flow: id,
            time,
            protocol: 'arp',
            operation: 'request',
            senderMac: name,
            sender: other,
            target: other,
          },
        ),
      )
      .map((record): Observation => ({ kind: 'record', record }));
    fc.assert(
      fc.property(fc.array(fc.oneof(flows, records), { maxLength: 80 }), (observations) => {
        const judge = new Judge(shippedSettings());
        for (const observation of observations) judge.observe(observation);
        for (const subject of judge.assess().subjects) {
          if (subject.risk !== null) {
            expect(subject.risk).toBeGreaterThanOrEqual(0);
            expect(subject.risk).toBeLessThanOrEqual(1);
            expect(subject.contributions.reduce((sum, part) => sum + part.weight, 0)).toBeCloseTo(subject.risk, 6);
          }
          expect(subject.personas.reduce((sum, share) => sum + share.probability, 0)).toBeCloseTo(1, 6);
          for (const alert of subject.alerts) {
            expect(alert.score).toBeGreaterThan(0);
            expect(alert.score).toBeLessThan(1);
            expect(alert.flows.length).toBeLessThanOrEqual(200);
            expect(alert.technique.name).not.toBe('');
          }
        }
      }),
      { numRuns: 60 },
    );
  });
});

test('a scan of the whole address space is held in bounded memory', () => {
  const random = randomFrom(5);
  const judge = new Judge(shippedSettings());
  for (let index = 0; index < 120_000; index++) {
    const dst = `${1 + Math.floor(random() * 200)}.${Math.floor(random() * 256)}.${Math.floor(random() * 256)}.${Math.floor(random() * 256)}`;
    judge.observe({ kind: 'flow', flow: refused({ dst, dport: 23, start: NOON + index * 1000 }), final: true });
  }
  const [subject] = judge.assess().subjects;
  expect(subject?.alerts[0]?.type).toBe('worm-fan-out');
  expect(subject?.alerts.length).toBeLessThan(20);
});
