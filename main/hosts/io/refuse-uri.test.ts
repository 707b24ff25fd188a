import { expect, it } from 'vitest';
import { refuseUri } from './refuse-uri.ts';

it.each(['qemu:///system', 'qemu+ssh://you@host/system', 'qemu+tls://host:16514/system', 'simulated:///?vms=3'])(
  'takes %s',
  (uri) => expect(refuseUri(uri)).toBe(''),
);

it.each(['', 'host', 'qemu+ssh://no host/', 'qemu+carrier-pigeon://host/system', 'simulated:///?vms=-3'])(
  'refuses %j in a sentence',
  (uri) => expect(refuseUri(uri)).toMatch(/^[A-Z].*[.?]$/),
);
