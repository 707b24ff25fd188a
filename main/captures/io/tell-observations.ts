import type { Observation } from '../../telemetry/observation.ts';
import { FlowNames } from '../flow-names.ts';
import type { ParserSink } from '../parser-port.ts';
import { toFlowColumns } from '../to-flow-columns.ts';
import { encodeFlow, encodeRecord } from './encode-observation.ts';

/** @returns takes flows and records that no parsing child told, and tells them as one would; others are left alone */
export function createTelling(sink: ParserSink): (observation: Observation) => void {
  const names = new FlowNames();
  return (observation) => {
    if (observation.kind === 'flow') {
      const { flow, final } = observation;
      const columns = toFlowColumns(flow, final, names.take(flow.id, final));
      sink.flow({ kind: 'flow', flow, ...columns }, Uint8Array.from(encodeFlow(flow)));
    } else if (observation.kind === 'record') {
      const { record } = observation;
      names.add(record);
      const detail = Uint8Array.from(encodeRecord(record));
      sink.record({ kind: 'record', record, flow: record.flow, time: record.time }, detail);
    }
  };
}
