import { expect, it } from 'vitest';
import { tellDifference } from './tell-difference.ts';

const alert = { subject: 's', title: 't', score: 0.5 };
const band = { subject: 's', before: 0.1, after: 0.5 };

it.each([
  [[], [], [], 'No alert would come or go in this session', 'no band would change'],
  [[alert], [], [band], '1 more alert would stand in this session', '1 VM would change its band'],
  [[], [alert, alert], [band, band], '2 alerts of this session would go', '2 VMs would change their band'],
  [[alert], [alert], [], '1 alert would come, 1 would go in this session', 'no band would change'],
])('tells %j come, %j go, %j bands', (come, go, bands, headline, detail) => {
  expect(tellDifference({ come, go, bands })).toEqual({ headline, detail });
});
