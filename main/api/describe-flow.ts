import type { DirectionStats, Flow, L7Record } from '../telemetry/flow.ts';

const flagNames = ['FIN', 'SYN', 'RST', 'PSH', 'ACK', 'URG', 'ECE', 'CWR'] as const;

function flagsText(flags: number): string {
  return flagNames.filter((_, bit) => (flags >> bit) & 1).join(' ');
}

function spanText(micros: number): string {
  if (micros < 1000) return `${micros.toFixed(0)} µs`;
  if (micros < 1e6) return `${(micros / 1000).toFixed(1)} ms`;
  return `${(micros / 1e6).toFixed(2)} s`;
}

function directionFacts(label: string, stats: DirectionStats): { name: string; value: string }[] {
  if (stats.packets === 0) return [{ name: label, value: 'nothing' }];
  const facts = [
    { name: label, value: `${stats.packets} packets, ${stats.bytes} B, of them ${stats.payload} B payload` },
  ];
  if (stats.packets > 1) {
    facts.push({
      name: `${label}, gaps`,
      value: `${spanText(stats.gapMean)} ± ${spanText(stats.gapSd)}, ${spanText(stats.gapMin)} to ${spanText(stats.gapMax)}`,
    });
  }
  if (stats.flags > 0) facts.push({ name: `${label}, flags`, value: flagsText(stats.flags) });
  return facts;
}

/** What the list does not show of a flow, as names and values. */
export function describeFlow(flow: Flow): { name: string; value: string }[] {
  const facts = [...directionFacts('Out', flow.out), ...directionFacts('In', flow.in)];
  if (flow.pulses.count > 2) {
    facts.push({
      name: 'Pulses',
      value: `${flow.pulses.count}, every ${spanText(flow.pulses.gapMean)} ± ${spanText(flow.pulses.gapSd)}, ${flow.pulses.sizeMean.toFixed(0)} B each`,
    });
  }
  if (flow.entropyOut >= 0) facts.push({ name: 'Entropy, out', value: `${flow.entropyOut.toFixed(2)} bits a byte` });
  if (flow.entropyIn >= 0) facts.push({ name: 'Entropy, in', value: `${flow.entropyIn.toFixed(2)} bits a byte` });
  if (flow.vlans.length > 0) facts.push({ name: 'VLANs', value: flow.vlans.join(' › ') });
  if (flow.tunnel) facts.push({ name: 'Tunnel', value: flow.tunnel });
  if (flow.transport === 'icmp' || flow.transport === 'icmp6') {
    facts.push({ name: 'ICMP', value: `type ${flow.icmpType}, code ${flow.icmpCode}` });
  }
  return facts;
}

function valueText(value: unknown): string {
  if (Array.isArray(value)) return value.map(valueText).join(', ');
  if (value !== null && typeof value === 'object') {
    return Object.entries(value)
      .map(([name, inner]) => `${name} ${valueText(inner)}`)
      .join(', ');
  }
  return String(value);
}

/** An application record as names and values; empty ones are left out. */
export function describeRecord(record: L7Record): {
  time: number;
  kind: string;
  fields: { name: string; value: string }[];
} {
  const { kind, time, flow: _flow, ...rest } = record;
  const fields = Object.entries(rest)
    .map(([name, value]) => ({ name, value: value === null ? '' : valueText(value) }))
    .filter(({ value }) => value !== '');
  return { time, kind, fields };
}
