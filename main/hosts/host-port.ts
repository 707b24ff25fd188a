import type { AgentCarrier, AgentWire } from './agents/agent-wire.ts';
import type { ChannelVm } from './channels/guest-line.ts';
import type { HostReport } from './host-report.ts';

/** Milliseconds between two polls of a group of counters. */
export interface PollEvery {
  interfaces: number;
  cpu: number;
  disks: number;
}

/** A host as it is set up. */
export interface HostSettings {
  /** Stable, short; names the host wherever its VMs are told. */
  id: string;
  /** libvirt URI, or `simulated:///?vms=1000&seed=7`. */
  uri: string;
  /** Shown name; the URI's host where the analyst gave none. */
  name: string;
  every: PollEvery;
  /** Whether packets of the VMs' interfaces are captured. */
  capture: boolean;
  /** Words before the capture command on the host, here or over ssh: `sudo -n`, `nsenter -t 4711 -n`. */
  capturePrefix: string[];
  /** What flows are made of: packets of each interface, or, lighter, the connections that the host's kernel follows. */
  flows?: 'packets' | 'connections' | undefined;
  /** Where the switch of this host sends IPFIX, NetFlow or sFlow: an address of ours to listen on. */
  collector?: { address: string; port: number } | undefined;
  /**
   * Whether agents inside its VMs are heard. libvirt opens a channel only over a connection that may write, so this is
   * permitted apart; without it nothing that may change the host is ever opened.
   */
  agents?: boolean | undefined;
  /** Whether its rules and VMs may be changed; simulated hosts may unless told otherwise. */
  enforce?: boolean | undefined;
  /** Words before the command that changes rules; those of the capture where absent. */
  enforcePrefix?: string[] | undefined;
  paused: boolean;
}

/** Channels to the agents inside a host's VMs. */
export interface AgentChannels extends AgentCarrier {
  /** Who takes what guests say; before anything is wanted. */
  listen(wire: AgentWire): void;
  /** Keeps the channels of these VMs open, and no others. */
  want(vms: readonly ChannelVm[]): void;
}

/** Takes what a host tells, in order. */
export type HostSink = (report: HostReport) => void;

/** A host being watched: libvirt in a child process, a simulation, or a replay. Three makers, one shape. */
export interface WatchedHost {
  readonly settings: HostSettings;
  /** Channels to its guests; null where there are none to have. Whether they may be used is for the caller to see to. */
  readonly channels: AgentChannels | null;
  /** Command that writes packets of an interface to its standard output as pcap, or null where there is none to run. */
  captureCommand(device: string): string[] | null;
  /** Command that lists the connections of the host's kernel, or null where there is none to run. */
  connectionsCommand(): string[] | null;
  /** Ends polling but keeps the host (true), or goes on with it (false). */
  pause(paused: boolean): void;
  /** Tries to reach it now, whatever the back-off says. */
  retry(): void;
  /** Ends polling and the child; resolves when nothing is left running. */
  close(): Promise<void>;
}

/** Makes a host and starts to watch it. */
export type HostMaker = (settings: HostSettings, sink: HostSink) => WatchedHost;
