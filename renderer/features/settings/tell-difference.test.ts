import { expect, it } from 'vitest';
import { tellDifference } from './tell-difference.ts';

const hour = 3600e6;
const level = { subject: 's', subjectName: 's', before: 0.1, after: 0.2, crosses: false };
const none = {
  from: 0,
  to: hour,
  isWatch: false,
  comes: 0,
  goes: 0,
  bands: 0,
  moved: [],
  labels: [],
  alerts: { before: 4, after: 4 },
  rate: null,
};

it.each([
  [none, 'This change would have raised no other alert in this session', 'no VM changes its band; alerts 4 → 4'],
  [
    { ...none, comes: 3, isWatch: true, to: 170 * hour, bands: 1, rate: { before: 0.1, after: 12 } },
    'This change would have raised 3 more alerts last week',
    '1 VM changes its band; alerts a VM and day 0.10 → 12',
  ],
  [
    { ...none, goes: 1, isWatch: true, to: 3 * hour, bands: 2 },
    'This change would have raised 1 alert fewer in the last 3\u2005h',
    '2 VMs change their band; alerts 4 → 4',
  ],
  [
    {
      ...none,
      comes: 1,
      goes: 1,
      moved: [level],
      labels: [{ subject: 's', subjectName: 's', before: 'a', after: 'b' }],
    },
    'This change would have raised 1 more alert and 1 fewer in this session',
    'no VM changes its band, 1 risk moves, 1 VM gets another label; alerts 4 → 4',
  ],
])('%#', (difference, headline, detail) => {
  expect(tellDifference(difference)).toEqual({ headline, detail });
});
