import type { HostCheck } from '../../../shared/contract/host.ts';

/**
 * Runs one check of a host and tells it: what it found, in words, and what to do about it, if anything. With something to
 * do it is a warning unless it says otherwise; what fails of the host is told as failed, and answered with null.
 */
export type Check = <T>(
  name: string,
  run: () => Promise<[value: T, result: string, action?: string, state?: HostCheck['state']]>,
) => Promise<T | null>;
