import type { Dissector } from './dissector.ts';

/** A protocol known by name only: the flow gets its service, nothing is read. */
export class Recognised implements Dissector {
  readonly service: string;

  constructor(service: string) {
    this.service = service;
  }

  payload(): boolean {
    return false;
  }

  gap(): boolean {
    return false;
  }

  end(): void {
    // Nothing is pending: nothing was read.
  }
}
