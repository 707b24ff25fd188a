import { expect, test } from 'vitest';
import { groupMachines, leadingAddress } from './group-machines.ts';
import { LinkTable } from './link-table.ts';

test('addresses of one MAC are one machine, in the order they were known', () => {
  const links = new LinkTable();
  links.observeSpeaker('02:00:00:00:00:02', 'fe80::2', 0, 9, true);
  links.observeSpeaker('02:00:00:00:00:02', '10.1.0.2', 1, 9, true);
  expect(groupMachines(['fe80::2', '10.1.0.9', '10.1.0.2'], links)).toEqual([['fe80::2', '10.1.0.2'], ['10.1.0.9']]);
});

test('a machine is known by its IPv4 address before others', () => {
  expect(leadingAddress(['fe80::2', '2001:db8::2', '169.254.1.1', '10.1.0.2'])).toBe('10.1.0.2');
  expect(leadingAddress(['fe80::2', '2001:db8::2'])).toBe('2001:db8::2');
});
