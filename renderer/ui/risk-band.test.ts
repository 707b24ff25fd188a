import { describe, expect, it } from 'vitest';
import { bandOf } from './risk-band.ts';

describe('risk bands', () => {
  it.each([
    [null, 'none'],
    [0, 'low'],
    [0.39, 'low'],
    [0.4, 'elevated'],
    [0.69, 'elevated'],
    [0.7, 'high'],
    [0.89, 'high'],
    [0.9, 'critical'],
    [1, 'critical'],
  ] as const)('%s is %s', (risk, band) => expect(bandOf(risk)).toBe(band));
  it('follows the figure that is shown', () => {
    expect(bandOf(0.696)).toBe('high');
    expect(bandOf(0.694)).toBe('elevated');
  });
});
