/** Streams that an agent can give. */
export type AgentStream =
  | 'counts'
  | 'sequences'
  | 'processes'
  | 'files'
  | 'network'
  | 'privilege'
  | 'memory'
  | 'inventory';

/** What agents are asked to give, and how much of it is made unrecognisable before it leaves the guest. */
export interface AgentSettings {
  streams: readonly AgentStream[];
  /** Milliseconds between two counts of system calls and looks at memory. */
  interval: number;
  /** System calls a second over the guest that are told in order, and most of one run. */
  budget: number;
  longestRun: number;
  argv: 'plain' | 'masked' | 'hashed' | 'none';
  paths: 'plain' | 'hashed' | 'class';
  users: 'plain' | 'hashed';
}

/** What agents are asked where nobody chose otherwise. */
export const usualAgentSettings: AgentSettings = {
  streams: ['counts', 'sequences', 'processes', 'files', 'network', 'privilege', 'memory', 'inventory'],
  interval: 1000,
  budget: 2_000,
  longestRun: 512,
  argv: 'masked',
  paths: 'plain',
  users: 'plain',
};
