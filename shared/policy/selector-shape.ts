import { choice, comparison, some, text } from './shape-words.ts';
import type { KeyTable, ValueShape } from './value-shape.ts';

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

/** Zones that a peer may be in. */
export const zones = choice({
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
