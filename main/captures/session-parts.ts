import type { Session as SessionState } from '../../shared/contract/session.ts';
import type { Answers, Assessment } from '../detection/assessment.ts';
import type { HostLedger } from '../hosts/host-ledger.ts';
import type { SessionStore } from '../store/session-store.ts';
import type { Finding } from '../telemetry/finding.ts';
import type { Observation } from '../telemetry/observation.ts';
import type { TwinBook } from '../twin/twin-book.ts';
import type { EvidenceSource } from './evidence-source.ts';
import type { DetailCodec } from './parser-port.ts';
import type { Session } from './session.ts';

/** Takes observations and says what to think of them. */
export interface SessionJudge {
  observe(observation: Observation): void;
  assess(answers?: Answers): Assessment;
}

/** What a session is made with. */
export interface SessionParts {
  id: string;
  name: string;
  source: EvidenceSource;
  sample: boolean;
  store: SessionStore;
  codec: DetailCodec;
  createJudge: () => SessionJudge;
  /** What analysts said of alerts of a session, asked at each judgement; nothing where absent. */
  answers?: ((session: string) => Answers) | undefined;
  /** Makes the twins of the session's VMs; none where absent. @param tell hears of departures */
  createTwins?: ((tell: (finding: Finding) => void) => TwinBook) | undefined;
  /** Milliseconds since epoch. */
  now: () => number;
  /** Called when anything an observer may see has changed; the observer decides how often it looks. */
  onChange: (session: Session) => void;
  /** Called once the session is closed: its index is no longer needed. */
  onClose: () => void;
  /** Where what hosts tell is written; shared with the source where that needs it too. */
  ledger?: HostLedger;
  /** Remarks known before reading (a damaged container). */
  remarks?: SessionState['remarks'];
}
