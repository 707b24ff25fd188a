import type { SignalKind } from '../signal.ts';
import { calls } from './calls.ts';
import { connectionPulse } from './connection-pulse.ts';
import { controlSweep } from './control-sweep.ts';
import { credentialTheft } from './credential-theft.ts';
import { dnsTunnel } from './dns-tunnel.ts';
import { download } from './download.ts';
import { exploit } from './exploit.ts';
import { flood } from './flood.ts';
import { generatedNames } from './generated-names.ts';
import { hostSweep } from './host-sweep.ts';
import { icmpTunnel } from './icmp-tunnel.ts';
import { listedPeer } from './listed-peer.ts';
import { mining } from './mining.ts';
import { neighbourSweep } from './neighbour-sweep.ts';
import { passwordGuessing } from './password-guessing.ts';
import { pingSweep } from './ping-sweep.ts';
import { portMismatch } from './port-mismatch.ts';
import { portScan } from './port-scan.ts';
import { remoteService } from './remote-service.ts';
import { spam } from './spam.ts';
import { strangeTls } from './strange-tls.ts';
import { suspiciousEvent } from './suspicious-event.ts';
import { upload } from './upload.ts';

/** All signals the judge listens with. */
export const ALL_SIGNALS: readonly SignalKind[] = [
  portScan,
  hostSweep,
  pingSweep,
  neighbourSweep,
  passwordGuessing,
  calls,
  connectionPulse,
  dnsTunnel,
  generatedNames,
  icmpTunnel,
  upload,
  credentialTheft,
  mining,
  remoteService,
  strangeTls,
  portMismatch,
  exploit,
  download,
  spam,
  controlSweep,
  flood,
  suspiciousEvent,
  listedPeer,
];
