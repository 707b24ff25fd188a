import { conditionKeys, peerKeys, selectorKeys, zones } from './selector-shape.ts';
import { SERVICES } from './services.ts';
import { choice, comparison, duration, NAME, rate, size, some, text } from './shape-words.ts';
import type { KeyTable, ValueShape } from './value-shape.ts';

const directions = choice({
  inbound: 'Connections that others open to the VM.',
  outbound: 'Connections that the VM opens.',
  both: 'Connections either side opens.',
});

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
