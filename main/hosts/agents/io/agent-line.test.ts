import { describe, expect, it } from 'vitest';
import { encodeAgentMessage } from '../../../../native/agentlink/encode-agent-message.test-support.ts';
import { agentFuzzTargets } from '../../../../native/agentlink/fuzz/fuzz-targets.ts';
import {
  nginxThread,
  sampleHello,
  sampleMessages,
  sampleStatus,
} from '../../../../native/agentlink/sample-messages.test-support.ts';
import { encodeFrame } from '../../../../native/agentlink/encode-frame.ts';
import { fuzzTarget } from '../../../../native/packets/fuzz/fuzz-parser.ts';
import { agentReplySchema } from '../agent-told.ts';
import { AgentLine } from './agent-line.ts';

const SECOND = 1e6;
const BOOTED = 1_795_700_000 * SECOND;

/** A line that has heard each message when it was said. */
function hear(): AgentLine {
  const line = new AgentLine(1, '');
  sampleMessages.forEach((message, index) =>
    line.push(encodeAgentMessage(message, index + 1), BOOTED + 60 * SECOND + index * SECOND),
  );
  return line;
}

describe('AgentLine', () => {
  it('tells all that was said as records that the engine takes', () => {
    const told = agentReplySchema.parse(JSON.parse(JSON.stringify(hear().tell(0))));
    expect(told.type === 'agent' && told.records.map(({ kind }) => kind)).toEqual([
      'hello',
      'status',
      'counts',
      'sequence',
      'sequence',
      ...Array.from({ length: 9 }, () => 'event'),
      'memory',
      'inventory',
      'bye',
    ]);
    expect(told).toMatchObject({
      credit: sampleStatus.credit,
      foreign: null,
      answers: [{ request: 7, bytes: 'AQID' }],
    });
  });

  it('brings boot times to the clock of the console, by which the guest does not go', () => {
    const records = hear().tell(0)?.records ?? [];
    const event = records.find((record) => record.kind === 'event');
    // HELLO came at once, everything after it later than said.
    expect(event?.kind === 'event' && event.event.time).toBe(BOOTED + 60_700_000);
  });

  it('names the width of system call numbers by the machine, and knows it where a line goes on', () => {
    const sequences = sampleMessages.find(({ kind }) => kind === 'sequences')!;
    for (const [machine, expected] of [
      ['x86_64', ['x86_64', 'i386']],
      ['aarch64', ['aarch64', 'i386']],
    ] as const) {
      const line = new AgentLine(1, machine);
      line.push(encodeAgentMessage(sequences, 1), BOOTED);
      const abis = line.tell(0)?.records.map((record) => record.kind === 'sequence' && record.sequence.abi);
      expect(abis).toEqual(expected);
    }
  });

  it('tells damage once, and drops what is too much, which is damage too', () => {
    const line = new AgentLine(1, '');
    line.push(Buffer.from('no frame at all'), BOOTED);
    expect(line.tell(0)?.records).toEqual([{ kind: 'damage', lostFrames: 0, garbageBytes: 15, replayedFrames: 0 }]);
    expect(line.tell(1)).toBeNull();
    const events = Array.from({ length: 2000 }, (_, index) => ({
      boot: index,
      thread: nginxThread,
      uid: 0,
      detail: { kind: 'dup' as const, descriptor: 1 },
    }));
    for (let frame = 1; frame <= 3; frame += 1)
      line.push(encodeAgentMessage({ kind: 'events', events }, frame), BOOTED);
    const told = line.tell(2);
    expect(told?.records).toHaveLength(4001);
    expect(told?.records.at(-1)).toMatchObject({ kind: 'damage', lostFrames: 2000 });
  });

  it('does not even read what goes beyond the quota of a VM, and reads on when some time has passed', () => {
    const line = new AgentLine(1, '');
    const events = Array.from({ length: 1000 }, (_, index) => ({
      boot: index,
      thread: nginxThread,
      uid: 0,
      detail: { kind: 'dup' as const, descriptor: 1 },
    }));
    let records = 0;
    let lost = 0;
    const tell = (): void => {
      for (const record of line.tell(0)?.records ?? [])
        if (record.kind === 'damage') lost += record.lostFrames;
        else records += 1;
    };
    for (let frame = 1; frame <= 100; frame += 1) {
      line.push(encodeAgentMessage({ kind: 'events', events }, frame), BOOTED);
      tell();
    }
    expect(records).toBeLessThan(13_000);
    expect(lost).toBe(100 - records / 1000);
    const before = records;
    line.push(encodeAgentMessage({ kind: 'events', events }, 101), BOOTED + 10 * SECOND);
    tell();
    expect(records - before).toBe(1000);
    // Signs of life do not count: the line must not fall silent.
    line.push(encodeAgentMessage(sampleStatus, 102), BOOTED + 10 * SECOND);
    expect(line.tell(0)?.records.map(({ kind }) => kind)).toEqual(['status']);
  });

  it('does not let a HELLO or much wait', () => {
    const line = new AgentLine(1, '');
    line.push(encodeAgentMessage(sampleStatus, 1), BOOTED);
    expect(line.isDue).toBe(false);
    line.push(encodeAgentMessage(sampleHello, 1), BOOTED);
    expect(line.isDue).toBe(true);
    line.tell(0);
    expect(line.isDue).toBe(false);
  });

  it('gives up a frame that does not become whole', () => {
    const line = new AgentLine(1, '');
    const claim = Buffer.from(encodeFrame(1, 1, Buffer.alloc(100))).subarray(0, 30);
    line.push(claim, BOOTED);
    line.push(encodeAgentMessage(sampleHello, 1).subarray(0, 60), BOOTED);
    line.tell(0);
    line.push(encodeAgentMessage(sampleHello, 1).subarray(60), BOOTED);
    line.tell(1000);
    line.tell(3500);
    line.tell(6000);
    line.push(encodeAgentMessage(sampleHello, 1), BOOTED);
    expect(line.tell(6100)?.records.map(({ kind }) => kind)).toContain('hello');
  });

  it('tells nothing that the engine does not take, whatever it is given', () => {
    for (const { name, seeds } of agentFuzzTargets) {
      const isBody = name === 'agent bodies';
      const corpus = seeds().map((seed) => Buffer.from(seed));
      const run = (input: Uint8Array): void => {
        const line = new AgentLine(1, '');
        const bytes = isBody ? encodeFrame(((input[0] ?? 0) % 9) + 1, 1, input.subarray(1, 65_537)) : input;
        line.push(bytes, BOOTED);
        const told = line.tell(0);
        if (told !== null) agentReplySchema.parse(JSON.parse(JSON.stringify(told)));
      };
      expect(fuzzTarget(name, () => ({ name, seeds: corpus, run }), 3000, 20_261_128).failures).toEqual([]);
    }
  });
});
