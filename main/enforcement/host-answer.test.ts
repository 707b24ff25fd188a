import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readAbility, readHostAnswer, readInForce } from './host-answer.ts';

const digest = 'a'.repeat(64);

describe('what the command of a host says', () => {
  it('is read, whatever a login says before it', () => {
    const said = readHostAnswer(
      `Welcome to h1\nmien-enforce 1\ndigest ${digest}\nlisted x\nnow x\npending ${digest}\nreverts 12\nlisting\ntable inet mien {\n}\n`,
    );
    expect(said.ok && readInForce(said.value)).toEqual({
      text: 'table inet mien {\n}\n',
      digest,
      revertsIn: 12,
      pending: digest,
      reverted: '',
      asLoaded: true,
    });
    const able = readHostAnswer('mien-enforce 1\nrules bridge\nwhy No ct here.\ntimer yes\n');
    expect(able.ok && readAbility(able.value, false)).toEqual({
      rules: 'bridge',
      why: 'No ct here.',
      resources: false,
      timer: true,
    });
  });

  it.each([
    ['nothing', '', 'answer'],
    ['something else', 'bash: sh: command not found', 'answer'],
    ['a failure', 'mien-enforce 1\nerror busy Another console changes this host.', 'busy'],
  ])('is refused where it is %s', (_what, text, code) => {
    expect(readHostAnswer(text)).toMatchObject({ ok: false, code });
  });

  it('never throws and never takes for a digest what is none', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        const said = readHostAnswer(`mien-enforce 1\n${text}`);
        if (said.ok) expect(readInForce(said.value).digest).toMatch(/^(?:[0-9a-f]{64})?$/);
        else expect(said.why.length).toBeLessThanOrEqual(500);
      }),
    );
  });
});
