import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parsePolicy } from '../../../shared/policy/parse-policy.ts';
import { draftAllow, draftCut } from './draft-rule.ts';
import { insertRules } from './insert-rules.ts';

const start = 'policy: web\nrules:\n  - deny: outbound\n';
const read = (text: string): ReturnType<typeof parsePolicy> => parsePolicy(text);

describe('a rule that allows what was denied', () => {
  it.each([
    ['203.0.113.200', 'tls 443', { address: ['203.0.113.200/32'] }, [443]],
    ['2001:db8::7', '53/udp', { address: ['2001:db8::7/128'] }, [53]],
    ['mail.example.org', 'smtp 25', { name: ['mail.example.org'] }, [25]],
    ['pg-orders-01', 'postgresql', { vm: ['pg-orders-01'] }, [5432]],
  ])('%s %s', (peer, service, selector, ports) => {
    const { policy, findings } = read(insertRules(start, [draftAllow({ peer, service })]));
    expect(findings).toEqual([]);
    expect(policy?.rules[0]).toMatchObject({ effect: { type: 'allow' }, direction: 'out', peer: selector });
    expect(policy?.rules[0]?.ports.map(({ from }) => from)).toEqual(ports);
  });
  it('speaks of who calls where the VM was called', () => {
    const rule = draftAllow({ peer: '10.0.0.9', service: 'postgresql 5432', direction: 'in' });
    const { policy, findings } = read(insertRules(start, [rule]));
    expect(findings).toEqual([]);
    expect(policy?.rules[0]).toMatchObject({ direction: 'in', peer: { address: ['10.0.0.9/32'] } });
  });
  it('says exactly the name it was given, whatever a guest calls itself', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', minLength: 1, maxLength: 40 }), (peer) => {
        const text = insertRules(start, [draftAllow({ peer, service: '443' })]);
        expect(text.split('\n')).toHaveLength(start.split('\n').length + 3);
        const { policy } = read(text);
        // Never a second rule, never another effect: at most this rule is refused by the language.
        expect(policy?.rules.length).toBeLessThanOrEqual(2);
        expect(policy?.rules.at(-1)?.effect).toEqual({ type: 'deny', reject: false });
        if (peer.trim() === peer && policy?.rules[0]?.peer.vm !== undefined)
          expect(policy.rules[0].peer.vm).toEqual([peer]);
      }),
    );
  });
});

describe('a policy of one cut', () => {
  const cut = { from: 'vm-1', fromName: 'web-01', to: 'vm-2', toName: 'pg-orders', transport: 'tcp', port: 5432 };
  it('denies the step at the VM it leads to', () => {
    const { policy, findings } = read(draftCut(cut, () => true));
    expect(findings).toEqual([]);
    expect(policy).toMatchObject({
      name: 'cut-web-01-to-pg-orders-5432',
      applies: { vm: ['pg-orders'] },
      rules: [{ effect: { type: 'deny' }, direction: 'in', peer: { vm: ['web-01'] } }],
    });
  });
  it('denies anybody outside where the step begins there', () => {
    const { policy } = read(draftCut({ ...cut, from: 'internet', fromName: 'Internet' }, (id) => id === 'vm-2'));
    expect(policy?.rules[0]?.peer).toEqual({ zone: 'outside' });
  });
  it('denies outbound where it leads out', () => {
    const { policy } = read(draftCut({ ...cut, to: '203.0.113.9', toName: '203.0.113.9' }, (id) => id === 'vm-1'));
    expect(policy).toMatchObject({
      applies: { vm: ['web-01'] },
      rules: [{ direction: 'out', peer: { address: ['203.0.113.9/32'] } }],
    });
  });
  it('names a VM by its id where its name would choose others too', () => {
    expect(read(draftCut({ ...cut, toName: 'db-*' }, () => true)).policy?.applies).toEqual({ vm: ['vm-2'] });
  });
  it('is one policy of one rule, whatever guests call themselves', () => {
    const name = fc.string({ unit: 'binary', maxLength: 40 });
    fc.assert(
      fc.property(name, name, (fromName, toName) => {
        const { policy } = read(draftCut({ ...cut, fromName, toName }, () => true));
        expect(policy?.name).toMatch(/^cut-[a-z\d-]*5432$/u);
        expect(policy?.rules.length).toBeLessThanOrEqual(1);
        expect(policy?.acts).toEqual([]);
        expect(policy?.otherwise).toEqual({ in: null, out: null });
      }),
    );
  });
});
