import fc from 'fast-check';

const comparison = fc.constantFrom('> 0.5', '< 0.3', '>= 0.25', '<= 1');
const condition = fc.record(
  {
    risk: comparison,
    anomaly: comparison,
    alert: fc.constantFrom('beacon', ['scan', 'mining']),
    technique: fc.constantFrom('T1071', ['T1071.001', 'T1021']),
    attestation: fc.constantFrom('trusted', ['unknown', 'warning']),
    time: fc.constantFrom('mon-fri 08:00-18:00 Europe/Berlin', { from: '22:00', to: '06:00', days: 'weekend' }),
  },
  { requiredKeys: [] },
);
const selector = {
  role: fc.constantFrom('web', ['api', 'odd role']),
  vm: fc.constantFrom('web-*', ['a', '*']),
  sensitivity: fc.constantFrom('public', ['confidential', 'restricted']),
  persona: fc.constantFrom('Web Server', { label: 'Miner', atLeast: 0.7 }),
  tag: fc.constantFrom('pci', ['a: b', '# x', '"quoted"', "it's"]),
};
const peer = fc.oneof(
  fc.constantFrom('outside', 'inside', 'management'),
  fc.record(
    {
      ...selector,
      address: fc.constantFrom('10.0.0.0/8', ['192.0.2.1', '2001:db8::/32']),
      name: fc.constantFrom('*.example.org', ['example.org']),
      reputation: comparison,
      category: fc.constantFrom('c2', ['c2', 'malware']),
      zone: fc.constantFrom('outside', 'inside'),
    },
    { requiredKeys: [] },
  ),
);
const direction = fc.constantFrom('inbound', 'outbound', 'both');
const traffic = fc.oneof(
  fc.constant({}),
  fc.constantFrom(
    { ports: [443, '6000-6010/udp'] },
    { ports: 22 },
    { service: 'https' },
    { service: ['dns', 'ntp'] },
    { protocol: 'icmp' },
  ),
);
const effect = fc.constantFrom<unknown[]>(
  { allow: '' },
  { deny: '' },
  { reject: '' },
  { capture: '' },
  { redirect: '', via: '10.0.0.9:3128' },
  { limit: '', rate: '10 Mbit/s' },
  { quota: '', bytes: '50 MB', window: '10 min' },
);
const rule = fc
  .tuple(effect, direction, traffic, peer, fc.option(condition, { nil: null }))
  .map(([does, way, what, who, when]): unknown => {
    const made: Record<string, unknown> = { ...(does as object), ...what };
    for (const [key, value] of Object.entries(made)) if (value === '') made[key] = way;
    made[way === 'inbound' ? 'from' : way === 'outbound' ? 'to' : 'with'] = who;
    return when === null ? made : { ...made, when };
  });
const act = fc.oneof(
  fc.constantFrom<unknown[]>('isolate', 'dns-only', 'suspend', 'attest', { notify: 'Look: here' }),
  condition.map((when): unknown => ({ isolate: { when } })),
  condition.map((when): unknown => ({ resources: { cpu: 0.5, memory: '256 MiB', when } })),
);
const document = fc.record(
  {
    policy: fc.constantFrom('web', 'db-tier'),
    description: fc.constantFrom(
      'Plain',
      'With: colon',
      '# no comment',
      '"quoted"',
      'two\nlines',
      'a '.repeat(90).trim(),
    ),
    tier: fc.constantFrom('emergency', 'quarantine', 'segmentation', 'baseline'),
    priority: fc.integer({ min: 0, max: 1000 }),
    applies: fc.record(selector, { requiredKeys: [] }),
    when: condition,
    rules: fc.array(rule, { maxLength: 5 }),
    acts: fc.array(act, { maxLength: 3 }),
    otherwise: fc.constantFrom<unknown[]>('deny', { inbound: 'deny', outbound: 'allow' }),
    stricter: fc.constant([{ risk: '> 0.7', use: ['lockdown'] }]),
    automation: fc.constantFrom('observe', 'suggest', 'enforce'),
    lifetime: fc.constantFrom('1 h', '30 min'),
    revert: fc.constantFrom<unknown[]>('45 s', { after: '30 s', unless: 'confirmed' }),
    invariants: fc.constantFrom<unknown[]>(['never: kiosk -> confidential:5432', { always: 'web -> db:5432/tcp' }]),
  },
  { requiredKeys: ['policy'] },
);

/** A policy as data without fault, and as a text written in one of many manners: blocks or braces, quotes, comments, blanks. */
export const arbitraryPolicy: fc.Arbitrary<{ data: unknown; text: string }> = fc
  .tuple(document, fc.nat())
  .map(([data, seed]) => ({ data, text: new Writer(seed).write(data) }));

class Writer {
  #seed: number;
  #comments = 0;

  constructor(seed: number) {
    this.#seed = seed;
  }

  write(value: unknown): string {
    return `${this.#chance(30) ? '# head #c0\n' : ''}${this.#block(value, 0)}`;
  }

  #chance(percent: number): boolean {
    this.#seed = (Math.imul(this.#seed, 1_664_525) + 1_013_904_223) >>> 0;
    return (this.#seed >>> 16) % 100 < percent;
  }

  #comment(): string {
    return this.#chance(15) ? `${' '.repeat(1 + (this.#comments % 3))}# why #c${++this.#comments}` : '';
  }

  #before(indent: string): string {
    if (this.#chance(10)) return `\n${indent}# a word #c${++this.#comments}\n`;
    return this.#chance(10) ? '\n' : '';
  }

  #block(value: unknown, depth: number): string {
    const indent = ' '.repeat(depth);
    if (Array.isArray(value)) {
      return value
        .map((item) => {
          const lines = this.#isFlow(item)
            ? `${this.#flow(item)}${this.#comment()}\n`
            : this.#block(item, depth + 2).trimStart();
          return `${this.#before(indent)}${indent}- ${lines}`;
        })
        .join('');
    }
    if (typeof value !== 'object' || value === null) return `${indent}${this.#flow(value)}\n`;
    return Object.entries(value)
      .map(([key, inner], index) => {
        // The first key of an item stands behind its dash.
        const before = index === 0 ? '' : this.#before(indent);
        const isFlow = this.#isFlow(inner);
        const blanks = ' '.repeat(1 + (this.#chance(20) ? 2 : 0));
        const rest = isFlow
          ? `${blanks}${this.#flow(inner)}${this.#comment()}\n`
          : `${this.#comment()}\n${this.#block(inner, depth + 2)}`;
        return `${before}${indent}${key}:${rest}`;
      })
      .join('');
  }

  #isFlow(value: unknown): boolean {
    return typeof value !== 'object' || value === null || Object.keys(value).length === 0 || this.#chance(50);
  }

  #flow(value: unknown): string {
    const blank = this.#chance(50) ? ' ' : '';
    if (Array.isArray(value)) return `[${blank}${value.map((item) => this.#flow(item)).join(`,${blank}`)}${blank}]`;
    if (typeof value === 'object' && value !== null)
      return `{${blank}${Object.entries(value)
        .map(([key, inner]) => `${key}: ${this.#flow(inner)}`)
        .join(', ')}${blank}}`;
    if (typeof value !== 'string') return JSON.stringify(value);
    const isPlain = /^[A-Za-z0-9][\w ./*-]*$/.test(value) && !/^[\d.]+$/.test(value);
    if (isPlain && this.#chance(80)) return value;
    return !/['\n]/.test(value) && this.#chance(50) ? `'${value}'` : JSON.stringify(value);
  }
}
