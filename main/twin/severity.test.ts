import { describe, expect, test } from 'vitest';
import { shippedSettings } from '../detection/synthetic.test-support.ts';
import { DOUBTS } from './agent-doubt.ts';
import { actOfManyFiles, actOfProgram, isOfficial, isShell, SEVERITY, weighUnknown } from './severity.ts';

describe('acts', () => {
  test('are techniques that the console can name', () => {
    const { techniques } = shippedSettings().attack;
    for (const { technique } of [...Object.values(SEVERITY), ...Object.values(DOUBTS)])
      if (technique !== '') expect(techniques, technique).toHaveProperty([technique]);
  });

  test.each([
    { name: 'sh', place: '', parent: 'nginx', act: 'shell' },
    { name: 'bash', place: '', parent: 'postgres', act: 'shell' },
    { name: 'sh', place: '', parent: 'cron', act: 'newProgram' },
    { name: 'sh', place: '', parent: 'make', act: 'newProgram' },
    { name: 'sh', place: 'tmp', parent: 'bash', act: 'foreignProgram' },
    { name: 'xmrig', place: 'tmp', parent: 'bash', act: 'miner' },
    { name: 'nmap', place: '', parent: 'bash', act: 'tool' },
    { name: 'x', place: 'memory', parent: 'python3', act: 'memoryProgram' },
  ])('$parent that runs $name ($place) is $act', ({ name, place, parent, act }) => {
    expect(actOfProgram(name, place, parent)).toBe(act);
  });

  test.each([
    ['node', 'srv', true, 'filesReplaced'],
    ['node', 'srv', false, 'massRewrite'],
    ['postgres', 'data', true, 'massRewrite'],
    ['postgres', 'tmp', true, 'manyFiles'],
    ['dpkg', 'srv', true, 'manyFiles'],
  ] as const)('many files that %s changes in %s (replaced: %s) are %s', (name, where, replaced, act) => {
    expect(actOfManyFiles(name, where, replaced)).toBe(act);
  });

  test('what is told while a twin learns is worth a look, and less than of a VM that is known', () => {
    for (const act of ['miner', 'pool', 'passwordHashes', 'filesReplaced'] as const) {
      const { severity } = SEVERITY[act];
      expect(weighUnknown(severity)).toBeGreaterThanOrEqual(0.5);
      expect(weighUnknown(severity)).toBeLessThan(0.65);
    }
  });

  test('offices and shells are told by name alone', () => {
    expect([isOfficial('sshd'), isOfficial('cat'), isShell('dash'), isShell('python3')]).toEqual([
      true,
      false,
      true,
      false,
    ]);
  });
});
