import { expect, it } from 'vitest';
import { flow, NOON, SECOND } from '../../detection/synthetic.test-support.ts';
import { sliceFlows } from './vm-slice.ts';

it('cuts what each VM did into stretches, from both ends of a flow', () => {
  const roles = new Map([
    ['10.1.1.5', 'web'],
    ['10.1.1.6', 'database'],
  ]);
  const slices = sliceFlows(
    [
      flow({ src: '198.51.100.9', dst: '10.1.1.5', dport: 80, service: 'http', start: NOON }),
      flow({ src: '10.1.1.5', dst: '10.1.1.6', dport: 5432, service: 'postgresql', start: NOON + SECOND }),
      flow({ src: '10.1.1.5', dst: '10.1.1.6', dport: 5432, service: 'postgresql', start: NOON + 61 * SECOND }),
      flow({ transport: 'arp', src: '10.1.1.5', dst: '10.1.1.6', start: NOON }),
    ],
    (address) => roles.get(address),
    60 * SECOND,
  );
  expect(slices.map(({ role, from, profile }) => [role, (from - NOON) / SECOND, profile.services()])).toEqual([
    [
      'web',
      0,
      [
        { kind: 'offers http', flows: 1 },
        { kind: 'uses postgresql', flows: 1 },
      ],
    ],
    ['database', 0, [{ kind: 'offers postgresql', flows: 1 }]],
    ['web', 60, [{ kind: 'uses postgresql', flows: 1 }]],
    ['database', 60, [{ kind: 'offers postgresql', flows: 1 }]],
  ]);
});
