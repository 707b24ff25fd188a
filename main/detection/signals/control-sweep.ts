import { BoundedMap } from '../bounded-map.ts';
import { flowFilter } from '../flow-filter.ts';
import { FlowList } from '../flow-list.ts';
import { clampScore, gradeByLog } from '../grade.ts';
import { sayCount, sayShare, saySpan } from '../say.ts';
import type { L7Record } from '../../telemetry/flow.ts';
import type { AlertDraft, Ends, Side, Signal, SignalContext, SignalKind } from '../signal.ts';

interface Device {
  protocol: 'Modbus' | 'S7';
  dst: string;
  dport: number;
  functions: Set<number>;
  units: Set<number>;
  requests: number;
  exceptions: number;
  flows: FlowList;
}

/**
 * Sweep of a controller: a master uses a handful of functions for years; who tries a dozen of them, or many units,
 * is finding out what the device is and can do.
 */
export class ControlSweep implements Signal {
  readonly #devices = new BoundedMap<string, Device>(1024);

  record(record: L7Record, ends: Ends, _side: Side): void {
    if (record.kind !== 'modbus' && record.kind !== 's7') return;
    const protocol = record.kind === 'modbus' ? 'Modbus' : 'S7';
    const device = this.#devices.obtain(`${ends.dst} ${protocol}`, () => ({
      protocol,
      dst: ends.dst,
      dport: ends.dport,
      functions: new Set<number>(),
      units: new Set<number>(),
      requests: 0,
      exceptions: 0,
      flows: new FlowList(),
    }));
    if (device === undefined) return;
    device.requests++;
    if (record.kind === 'modbus') {
      device.functions.add(record.function & 0x7f);
      if (device.units.size < 256) device.units.add(record.unit);
      if (record.exception) device.exceptions++;
    } else if (record.rosctr === 1 || record.rosctr === 7) device.functions.add(record.function & 0xff);
    device.flows.addAt(ends.id, record.time, record.time);
  }

  assess(context: SignalContext): AlertDraft[] {
    const limits = context.thresholds.controlSweep;
    const drafts: AlertDraft[] = [];
    for (const [key, device] of this.#devices.entries) {
      const functions = device.functions.size;
      const units = device.units.size;
      const byFunctions =
        functions >= limits.minFunctions ? gradeByLog(functions, limits.minFunctions, 64, 0.72, 0.9) : 0;
      const byUnits = units >= limits.minUnits ? gradeByLog(units, limits.minUnits, 247, 0.6, 0.85) : 0;
      let score = Math.max(byFunctions, byUnits);
      if (score === 0) continue;
      if (context.scopeOf(device.dst) === 'outside') score += 0.05;
      const { dst, dport, flows, protocol } = device;
      drafts.push({
        type: 'control-sweep',
        key,
        title: `${protocol} sweep of ${dst}`,
        why: `Used ${sayCount(functions, `${protocol} function`)}${units > 1 ? ` and ${sayCount(units, 'unit')}` : ''} of ${dst}:${dport} in ${saySpan(flows.last - flows.first)}; ${sayShare(device.exceptions / device.requests)} of ${sayCount(device.requests, 'request')} met an exception. A master uses a handful.`,
        techniques: ['T0888', 'T0846'],
        score: clampScore(score),
        peers: [dst],
        firstSeen: flows.first,
        lastSeen: flows.last,
        flows: flows.ids,
        flowCount: flows.count,
        filter: flowFilter({ src: context.host, dst, port: dport }),
      });
    }
    return drafts;
  }
}

/** See {@link ControlSweep}. */
export const controlSweep: SignalKind = {
  name: 'control-sweep',
  sides: ['client'],
  flows: false,
  records: ['modbus', 's7'],
  events: false,
  create: () => new ControlSweep(),
};
