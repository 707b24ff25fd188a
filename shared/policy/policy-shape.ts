import { SERVICES } from './services.ts';

/** Names that a text may hold and that are known only where it is written: what completion offers. */
export type NameKind = 'vms' | 'hosts' | 'roles' | 'tags' | 'personas' | 'categories' | 'policies';

/** What a value may be: the one place from which reading, completion, hover and JSON Schema take it. */
export type ValueShape =
  | { type: 'text'; example: string; pattern?: string; names?: NameKind }
  /** Words with what each means. */
  | { type: 'choice'; words: Readonly<Record<string, string>> }
  | { type: 'number'; min: number; max: number; whole?: boolean }
  | { type: 'map'; keys: KeyTable; required?: readonly string[]; exactlyOne?: readonly string[] }
  | { type: 'list'; of: ValueShape }
  | { type: 'either'; of: readonly ValueShape[] };

/** Keys of a map, each with what it is for. */
export type KeyTable = Readonly<Record<string, { doc: string; value: ValueShape }>>;

const text = (example: string, pattern?: string, names?: NameKind): ValueShape => ({
  type: 'text',
  example,
  ...(pattern === undefined ? {} : { pattern }),
  ...(names === undefined ? {} : { names }),
});
const some = (of: ValueShape): ValueShape => ({ type: 'either', of: [of, { type: 'list', of }] });
const choice = (words: Record<string, string>): ValueShape => ({ type: 'choice', words });

const NAME = '^[a-z][a-z0-9-]{0,62}$';
const comparison = text('"> 0.5"', '^\\s*(<=|>=|<|>)\\s*(\\d{1,6}(\\.\\d{1,9})?|\\.\\d{1,9})\\s*$');
const duration = text('10 min', '^\\s*\\d{1,12}(\\.\\d{1,6})?\\s*(ms|s|sec|min|h|hour|hours|d|day|days)\\s*$');
const size = text('50 MB', '^\\s*\\d{1,12}(\\.\\d{1,6})?\\s*(B|[kKMGT]B|[KMGT]iB)\\s*$');
const rate = text('10 Mbit/s', '^\\s*\\d{1,12}(\\.\\d{1,6})?\\s*([kMG]?bit|B|[kKMGT]B|[KMGT]iB)\\s*/\\s*s$');

const directions = choice({
  inbound: 'Connections that others open to the VM.',
  outbound: 'Connections that the VM opens.',
  both: 'Connections either side opens.',
});

const persona: ValueShape = {
  type: 'either',
  of: [
    text('Web Server', undefined, 'personas'),
    {
      type: 'map',
      required: ['label'],
      keys: {
        label: { doc: 'A label of the persona catalogue.', value: text('Web Server', undefined, 'personas') },
        atLeast: {
          doc: 'Least probability of the label; 0.5 where it is not given.',
          value: { type: 'number', min: 0, max: 1 },
        },
      },
    },
  ],
};

/** Keys that say which VMs. */
export const selectorKeys: KeyTable = {
  vm: {
    doc: 'Names or UUIDs of VMs; * stands for any characters of a name.',
    value: some(text('web-*', undefined, 'vms')),
  },
  host: { doc: 'Hosts the VMs run on.', value: some(text('hv-a', undefined, 'hosts')) },
  role: { doc: 'Roles, declared or inferred.', value: some(text('web', undefined, 'roles')) },
  sensitivity: {
    doc: 'How sensitive what the VM holds is declared to be.',
    value: some(
      choice({
        public: 'Meant for anybody.',
        internal: 'For people of the house.',
        confidential: 'For few.',
        restricted: 'For those who are named.',
      }),
    ),
  },
  tag: { doc: 'Tags of VMs.', value: some(text('pci', undefined, 'tags')) },
  persona: {
    doc: 'How the VM behaves: labels with the probability they take at least.',
    value: { type: 'either', of: [persona, { type: 'list', of: persona }] },
  },
};

const zones = choice({
  outside: 'Any address that is on none of our networks.',
  inside: 'Any address of our networks.',
  management: 'Where consoles, ssh and libvirt of hosts are reached from and at.',
});

/** Keys that say who the other end of traffic is. */
export const peerKeys: KeyTable = {
  ...selectorKeys,
  address: { doc: 'Addresses and networks.', value: some(text('10.0.0.0/8')) },
  name: {
    doc: 'DNS names by what they were answered with; *.example.org stands for what is under it.',
    value: some(text('"*.example.org"')),
  },
  reputation: {
    doc: 'Reputation by the feeds, from 0 bad to 1 good. What no feed knows is never below anything.',
    value: comparison,
  },
  category: { doc: 'What feeds call it.', value: some(text('c2', undefined, 'categories')) },
  zone: { doc: 'Outside, inside, or where hosts are managed from.', value: zones },
};

/** Words for zones, which may stand alone in the place of a peer. */
export const ZONES: readonly string[] = ['outside', 'inside', 'management'];

const time: ValueShape = {
  type: 'either',
  of: [
    text('mon-fri 08:00-18:00 Europe/Berlin'),
    {
      type: 'map',
      required: ['from', 'to'],
      keys: {
        days: {
          doc: 'Days on which the window begins: mon … sun, mon-fri, weekdays, weekend; all where not given.',
          value: some(text('mon-fri')),
        },
        from: { doc: 'When it begins, by the clock on the wall.', value: text('"08:00"', '^[0-2]?\\d:[0-5]\\d$') },
        to: {
          doc: 'When it ends; before its beginning: the day after.',
          value: text('"18:00"', '^[0-2]?\\d:[0-5]\\d$'),
        },
        zone: { doc: 'Zone of that clock, an IANA name; UTC where not given.', value: text('Europe/Berlin') },
      },
    },
  ],
};

/** Keys that say when something holds. */
export const conditionKeys: KeyTable = {
  risk: { doc: 'Risk of the VM, 0 to 1.', value: comparison },
  anomaly: { doc: 'Its greatest behavioural anomaly, 0 to 1.', value: comparison },
  alert: { doc: 'Types of alerts it has.', value: some(text('beacon')) },
  technique: {
    doc: 'ATT&CK techniques of its alerts; one stands for its sub-techniques.',
    value: some(text('T1071', '^T\\d{4}(\\.\\d{3})?$')),
  },
  intelligence: { doc: 'Least reputation of anything it spoke with that feeds know.', value: comparison },
  attestation: {
    doc: 'What attestation says of it.',
    value: some(
      choice({
        trusted: 'What runs is what was expected.',
        warning: 'Something deviates that may be explained.',
        contraindicated: 'What runs is not what was expected.',
        unknown: 'Nothing can be said.',
      }),
    ),
  },
  time: { doc: 'A weekly window of time.', value: time },
};

const peer: ValueShape = { type: 'either', of: [zones, { type: 'map', keys: peerKeys }] };
const when: KeyTable[string] = {
  doc: 'Holds only while all of this does; always where not given.',
  value: { type: 'map', keys: conditionKeys },
};
const port: ValueShape = {
  type: 'either',
  of: [
    { type: 'number', min: 1, max: 65_535, whole: true },
    text('443/tcp', '^\\s*\\d{1,5}(\\s*-\\s*\\d{1,5})?\\s*(/\\s*(tcp|udp|any))?\\s*$'),
  ],
};

/** What may become of traffic: the key a rule begins with. */
export const EFFECTS = ['allow', 'deny', 'reject', 'redirect', 'limit', 'quota', 'capture'] as const;

/** Keys of a rule. */
export const ruleKeys: KeyTable = {
  allow: { doc: 'Lets these connections through.', value: directions },
  deny: { doc: 'Drops them, running ones too.', value: directions },
  reject: { doc: 'Refuses them with an answer, where the host can; else drops them.', value: directions },
  redirect: { doc: 'Leads them to another address: see `via`.', value: directions },
  limit: { doc: 'Lets through so many bytes a second: see `rate`.', value: directions },
  quota: { doc: 'A data-loss rule: denies once so many `bytes` went by within `window`.', value: directions },
  capture: { doc: 'Keeps their packets as evidence, whatever else becomes of them.', value: directions },
  to: { doc: 'Whom the VM calls: of outbound rules.', value: peer },
  from: { doc: 'Who calls the VM: of inbound rules.', value: peer },
  with: { doc: 'Who is at the other end: of rules for both directions.', value: peer },
  service: {
    doc: 'Well-known services, by their usual ports.',
    value: some(choice(Object.fromEntries(Object.entries(SERVICES).map(([name, known]) => [name, tellPorts(known)])))),
  },
  ports: { doc: 'Ports of the side that is called: 443, 443/tcp, 6000-6010/udp.', value: some(port) },
  protocol: {
    doc: 'Protocols; any where neither ports nor services are given.',
    value: some(choice({ tcp: '', udp: '', icmp: 'ICMP and ICMPv6.', sctp: '', gre: 'Tunnels.', esp: 'IPsec.' })),
  },
  via: { doc: 'Where redirected connections are led, with a port or without.', value: text('10.0.0.9:3128') },
  rate: { doc: 'Bytes or bits a second.', value: rate },
  bytes: { doc: 'Bytes that may go by within the window.', value: size },
  window: { doc: 'Time in which bytes are counted.', value: duration },
  when,
};

const plain = (doc: string): KeyTable[string] => ({ doc, value: { type: 'map', keys: { when } } });

/** What may be done to a VM. */
export const actKeys: KeyTable = {
  isolate: plain('No traffic but what management and forensics need.'),
  'dns-only': {
    doc: 'Nothing but asking for names.',
    value: {
      type: 'map',
      keys: {
        resolvers: {
          doc: 'Addresses that may be asked; those of its network where not given.',
          value: some(text('10.0.0.2')),
        },
        when,
      },
    },
  },
  resources: {
    doc: 'Limits of what it may use, up or down; what is not named stays as it is.',
    value: {
      type: 'map',
      keys: {
        cpu: {
          doc: 'Shares of one CPU: 0.5 is half of one, 2 are two.',
          value: { type: 'number', min: 0.01, max: 1024 },
        },
        memory: { doc: 'Memory, within what the VM was made with.', value: size },
        disk: { doc: 'Disk operations a second.', value: { type: 'number', min: 1, max: 1e9, whole: true } },
        bandwidth: { doc: 'Bits or bytes a second, each way.', value: rate },
        when,
      },
    },
  },
  suspend: plain('Stops it where it is, until it is resumed.'),
  snapshot: plain('Keeps its disks and memory as they are now, once.'),
  terminate: plain('Ends it. What it did not write is lost.'),
  attest: plain('Asks it to prove again what runs.'),
  notify: {
    doc: 'Tells people.',
    value: {
      type: 'either',
      of: [
        text('Look at this VM'),
        { type: 'map', keys: { message: { doc: 'What they are told.', value: text('Look at this VM') }, when } },
      ],
    },
  },
};

const verdict = choice({ allow: 'Lets through what no rule decides.', deny: 'Drops what no rule decides.' });
const plainActs = choice(
  Object.fromEntries(
    Object.entries(actKeys)
      .filter(([name]) => name !== 'resources')
      .map(([name, { doc }]) => [name, doc]),
  ),
);
const policyName = text('web-tier-containment', NAME, 'policies');

/** Keys of a policy. */
export const policyKeys: KeyTable = {
  policy: { doc: 'Its name: letters, digits and dashes.', value: text('web-tier-containment', NAME) },
  description: { doc: 'What it is for, to people.', value: text('Keeps the web tier away from data') },
  tier: {
    doc: 'Where it stands: a higher tier decides before a lower one.',
    value: choice({
      emergency: 'Decides before all others.',
      quarantine: 'For VMs that are held.',
      segmentation: 'Who may speak with whom.',
      baseline: 'What holds where nobody says more.',
    }),
  },
  priority: {
    doc: 'Within its tier the higher decides first: 0 to 1000.',
    value: { type: 'number', min: 0, max: 1000, whole: true },
  },
  applies: { doc: 'Which VMs it is for; every one where not given.', value: { type: 'map', keys: selectorKeys } },
  when: { doc: 'Holds for a VM only while all of this does.', value: { type: 'map', keys: conditionKeys } },
  rules: {
    doc: 'The first rule that matches a connection decides about it.',
    value: { type: 'list', of: { type: 'map', keys: ruleKeys, exactlyOne: EFFECTS } },
  },
  acts: {
    doc: 'What is done to a VM while the policy holds for it.',
    value: {
      type: 'list',
      of: { type: 'either', of: [plainActs, { type: 'map', keys: actKeys, exactlyOne: Object.keys(actKeys) }] },
    },
  },
  otherwise: {
    doc: 'What becomes of connections that no rule of any policy decides.',
    value: {
      type: 'either',
      of: [
        verdict,
        {
          type: 'map',
          keys: {
            inbound: { doc: 'Of those that others open.', value: verdict },
            outbound: { doc: 'Of those that the VM opens.', value: verdict },
          },
        },
      ],
    },
  },
  stricter: {
    doc: 'Further policies whose rules come before these while the risk is so high.',
    value: {
      type: 'list',
      of: {
        type: 'map',
        required: ['risk', 'use'],
        keys: {
          risk: { doc: 'While the risk of the VM is so.', value: comparison },
          use: { doc: 'Policies that are used then.', value: some(policyName) },
        },
      },
    },
  },
  automation: {
    doc: 'What it may do by itself.',
    value: choice({
      observe: 'Counts only.',
      suggest: 'Asks a person first.',
      enforce: 'Acts by itself, within the brakes.',
    }),
  },
  lifetime: { doc: 'After this, what automation did ends by itself.', value: duration },
  revert: {
    doc: 'How long hosts wait for a person to keep a change before they go back by themselves.',
    value: {
      type: 'either',
      of: [
        duration,
        {
          type: 'map',
          required: ['after'],
          keys: {
            after: { doc: 'From 5 s to 10 min.', value: duration },
            unless: { doc: 'What keeps it.', value: choice({ confirmed: 'A person says so.' }) },
          },
        },
      ],
    },
  },
  invariants: {
    doc: 'What must hold of all rules in force: proven, not tried.',
    value: {
      type: 'list',
      of: {
        type: 'either',
        of: [
          text('"never: kiosk -> confidential:5432"'),
          {
            type: 'map',
            exactlyOne: ['never', 'always'],
            keys: {
              never: { doc: 'No packet may go this way.', value: text('internet -> management') },
              always: { doc: 'Every packet may go this way.', value: text('web -> db:5432/tcp') },
            },
          },
        ],
      },
    },
  },
};

/** A policy as a whole. */
export const policyShape: ValueShape = { type: 'map', keys: policyKeys, required: ['policy'] };

function tellPorts({ ports, protocols }: (typeof SERVICES)[string]): string {
  if (ports.length === 0) return protocols.join(', ');
  return ports
    .map(
      ({ from, to, transport }) =>
        `${from === to ? from : `${from}-${to}`}${transport === 'any' ? '' : `/${transport}`}`,
    )
    .join(', ');
}
