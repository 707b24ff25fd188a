import { z } from 'zod';
import type { QuestionOf } from '../../data/queries.ts';

/** Where to listen for flows that a switch exports. */
export type Collector = NonNullable<QuestionOf<'host.add'>['collector']>;

/** A collector as it was written, null where nothing was; or, in one sentence, what is wrong with it. */
export type CollectorReading =
  | { ok: true; collector: Collector | null }
  | { ok: false; field: 'address' | 'port'; problem: string };

const addressSchema = z.union([z.ipv4(), z.ipv6()]);
const highest = 65_535;

/** Reads the two fields of a collector: an IPv4 or IPv6 address, in brackets or not, and a UDP port from 1 to 65,535. */
export function readCollector(address: string, port: string): CollectorReading {
  const host = address.trim().replace(/^\[(.*)\]$/u, '$1');
  const digits = port.trim();
  if (host === '' && digits === '') return { ok: true, collector: null };
  if (host === '') {
    return { ok: false, field: 'address', problem: 'Say which address of this machine to listen on, 0.0.0.0 for any.' };
  }
  if (!addressSchema.safeParse(host).success) {
    return {
      ok: false,
      field: 'address',
      problem: 'This is no IP address: write one of this machine, such as 192.0.2.10 or 2001:db8::10.',
    };
  }
  if (digits === '')
    return { ok: false, field: 'port', problem: 'Say which port to listen on, such as 4739 for IPFIX.' };
  const number = /^\d{1,5}$/u.test(digits) ? Number(digits) : 0;
  if (number < 1 || number > highest) {
    return { ok: false, field: 'port', problem: 'A port is a whole number from 1 to 65535.' };
  }
  return { ok: true, collector: { address: host, port: number } };
}
