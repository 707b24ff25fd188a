import { expect, test } from 'vitest';
import { alertsOf, flow, judgeAll, NOON, type RecordOf } from '../synthetic.test-support.ts';

function mails(count: number, build: (index: number) => Partial<RecordOf<'smtp'>> & { dst?: string; dport?: number }) {
  const flows = Array.from({ length: count }, (_, index) =>
    flow({ dst: build(index).dst ?? '198.51.100.25', dport: build(index).dport ?? 587, service: 'smtp' }),
  );
  const records = flows.map((one, index): RecordOf<'smtp'> => {
    const { dst: _dst, dport: _dport, ...parts } = build(index);
    return {
      kind: 'smtp',
      flow: one.id,
      time: NOON + index,
      helo: 'desk-77',
      from: 'me@example.org',
      to: ['you@example.net'],
      subject: '',
      auth: true,
      authOk: true,
      startTls: true,
      bytes: 900,
      ...parts,
    };
  });
  return alertsOf(judgeAll(flows, records), '10.1.1.5')['spam'];
}

test('many servers, senders and recipients are a bot', () => {
  const score = mails(30, (index) => ({
    dst: `198.51.100.${index + 1}`,
    dport: 25,
    from: `a${index}@example.org`,
    to: [`b${index}@example.net`],
    auth: false,
  }));
  expect(score).toBeGreaterThan(0.8);
});

test('greeting with a public address that is not its own is a habit of bots', () => {
  expect(mails(1, () => ({ helo: '[203.0.113.9]', startTls: false }))).toBeGreaterThan(0.4);
});

test.each([
  ['a person with one provider', mails(12, () => ({}))],
  ['a client that greets with its own address', mails(2, () => ({ helo: '[10.1.1.5]' }))],
])('%s is none', (_name, score) => {
  expect(score).toBeUndefined();
});
