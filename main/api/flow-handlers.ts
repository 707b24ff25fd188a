import type { MienContract } from '../../shared/contract/contract.ts';
import type { flowContract, FlowRow } from '../../shared/contract/flow.ts';
import type { Handlers } from '../../shared/rpc/procedure.ts';
import { Refusal } from '../../shared/rpc/refusal.ts';
import { exportFlows } from '../captures/export-flows.ts';
import { countFlowPackets, listFlowPackets } from '../captures/flow-packets.ts';
import type { FlowColumns } from '../store/flow-columns.ts';
import { selectFlows } from './flow-selection.ts';
import { describeFlow, describeRecord } from './describe-flow.ts';
import type { OpenSessions } from './open-sessions.ts';
import type { SessionView } from './session-view.ts';

const maxRecords = 500;
/** Bytes of packets one answer may carry. */
const maxExportBytes = 64 << 20;

function toFlowRow(flow: FlowColumns, view: SessionView): FlowRow {
  const alert = view.alertOfFlow(flow.id);
  return {
    ...flow,
    alert: alert ? { id: alert.id, score: alert.score, technique: alert.technique } : null,
  };
}

/** Handlers of the flow group. */
export function createFlowHandlers(sessions: OpenSessions): Pick<Handlers<MienContract>, keyof typeof flowContract> {
  return {
    'flow.list': (input) => {
      const session = sessions.session(input.session);
      const view = sessions.view(input.session);
      const { selection, filterError } = selectFlows(session, input);
      const rows = session.store.listFlows(selection, input.sort, input.descending, input.offset, input.limit);
      return {
        rows: rows.map((row) => toFlowRow(row, view)),
        total: session.store.countFlows(selection),
        complete: session.toState().state !== 'reading',
        filterError,
      };
    },
    'flow.get': (input) => {
      const session = sessions.session(input.session);
      const found = session.store.getFlow(input.flow);
      if (!found) throw new Refusal('not-found', `There is no flow ${input.flow} in this session.`);
      const flow = session.codec.flow(found.detail);
      const { total, details } = session.store.listRecords(input.flow, maxRecords);
      return {
        row: toFlowRow(found.columns, sessions.view(input.session)),
        communityId: flow.communityId,
        srcMac: flow.srcMac,
        dstMac: flow.dstMac,
        facts: describeFlow(flow),
        records: details.map((detail) => describeRecord(session.codec.record(detail))),
        recordsTotal: total,
      };
    },
    'flow.packets': async (input) => {
      const session = sessions.session(input.session);
      const found = session.store.getFlow(input.flow);
      if (!found) throw new Refusal('not-found', `There is no flow ${input.flow} in this session.`);
      const flow = session.codec.flow(found.detail);
      const total = countFlowPackets(session, flow);
      if (total === 0) {
        const unavailable =
          session.toState().state === 'reading'
            ? 'The packets of this flow are not indexed yet.'
            : 'This flow comes from a log: its packets are not in the files of this session.';
        return { rows: [], total: 0, unavailable };
      }
      const packets = await listFlowPackets(session, flow, input.offset, input.limit, false);
      return {
        rows: packets.map((packet) => ({
          index: packet.index,
          frame: packet.frame,
          time: packet.time,
          outbound: packet.outbound,
          length: packet.originalLength,
          info: packet.info,
        })),
        total,
        unavailable: '',
      };
    },
    'packet.get': async (input) => {
      const session = sessions.session(input.session);
      const found = session.store.getFlow(input.flow);
      if (!found) throw new Refusal('not-found', `There is no flow ${input.flow} in this session.`);
      const [packet] = await listFlowPackets(session, session.codec.flow(found.detail), input.index, 1, true);
      if (!packet) throw new Refusal('not-found', `Flow ${input.flow} has no packet ${input.index + 1}.`);
      return packet;
    },
    'flow.export': async (input) => {
      const session = sessions.session(input.session);
      const { selection, filterError } = selectFlows(session, input);
      if (filterError) throw new Refusal('invalid', filterError.message);
      const result = await exportFlows(session, selection, maxExportBytes);
      if (result.packets === 0)
        throw new Refusal('invalid', 'None of these flows has packets in the files of this session.');
      return { ...result, bytes: Buffer.from(result.bytes).toString('base64') };
    },
    'event.list': (input) => {
      const session = sessions.session(input.session);
      const subject = input.subject === undefined ? undefined : sessions.view(input.session).subject(input.subject);
      const hosts =
        input.subject === undefined ? undefined : subject ? [subject.name, ...subject.names, ...subject.addresses] : [];
      const { rows, total } = session.store.listEvents(
        { window: input.window, text: input.filter, hosts },
        input.offset,
        input.limit,
      );
      const subjects = new Map<string, string>();
      for (const known of session.assessment.subjects) {
        for (const name of [known.name, ...known.names, ...known.addresses]) subjects.set(name.toLowerCase(), known.id);
      }
      return {
        rows: rows.map((row) => ({
          id: row.id,
          time: row.time,
          source: row.source,
          host: row.host,
          subject:
            subjects.get(row.host.toLowerCase()) ?? subjects.get(row.host.toLowerCase().split('.')[0] ?? '') ?? null,
          kind: row.kind as 'other',
          title: row.title,
          detail: row.detail,
          severity: row.severity as 'info',
          raw: row.raw,
        })),
        total,
      };
    },
  };
}
