import type { Alert } from '../../../shared/contract/subject.ts';
import type { Session as SessionState } from '../../../shared/contract/session.ts';
import { type KeepRequest, TriggeredCapture } from '../triggered-capture.ts';
import { keepPackets, type KeepParts } from './keep-packets.ts';

/** What keeping for alerts needs besides what keeping needs. */
export interface AlertKeeperParts extends KeepParts {
  /** Microseconds since the epoch. */
  now: () => number;
  remark: (remark: SessionState['remarks'][number]) => void;
}

/** Keeps the packets around alerts, one after another: what is kept for one alert is often kept for the next. */
export class AlertKeeper {
  readonly #parts: AlertKeeperParts;
  readonly #trigger = new TriggeredCapture();
  readonly #waiting: KeepRequest[] = [];
  #busy = false;

  constructor(parts: AlertKeeperParts) {
    this.#parts = parts;
  }

  /** Looks at the alerts as they stand; what is due is kept in the background. */
  look(alerts: readonly Alert[]): void {
    this.#waiting.push(...this.#trigger.due(alerts, this.#parts.now()));
    if (!this.#busy) void this.#work();
  }

  async #work(): Promise<void> {
    this.#busy = true;
    for (let request = this.#waiting.shift(); request !== undefined; request = this.#waiting.shift()) {
      const { title, subjectName } = request.alert;
      const kept = await keepPackets(request, this.#parts);
      const around = `Packets around “${title}” of ${subjectName}`;
      this.#parts.remark(
        'path' in kept
          ? { severity: 'info', code: 'packets-kept', text: `${around} are kept in ${kept.path}.`, file: '', count: 1 }
          : {
              severity: 'warning',
              code: 'packets-not-kept',
              text: `${around} were not kept: ${kept.problem}`,
              file: '',
              count: 1,
            },
      );
    }
    this.#busy = false;
  }
}
