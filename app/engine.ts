import type { MienContract } from '../shared/contract/contract.ts';
import type { Handlers } from '../shared/rpc/procedure.ts';
import type { ServerSinks } from '../shared/rpc/server.ts';

/** What a shell needs of the engine: the handlers to serve, and the way to stop it. */
export interface Engine {
  handlers: Handlers<MienContract>;
  /** Where commands are audited and bugs logged; standard error where the engine keeps no log. */
  sinks?: ServerSinks;
  close(): Promise<void>;
}
