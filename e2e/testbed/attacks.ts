import { places } from './world/places.ts';

/** A scripted attack: what it is called in ATT&CK, how long it goes on unless told, and its script's words. */
export interface Attack {
  technique: string;
  /** Guest that it runs in unless told otherwise. */
  vm: string;
  seconds: number;
  words: (seconds: number, whereIs: (guest: string) => string) => string[];
  /** Addresses that it speaks to. */
  peers: (whereIs: (guest: string) => string) => string[];
}

const shop = ['web', 'db', 'cache'];

/** The scripted attacks by name; `guest/attacks/` has a script for each. All of their programs are harmless. */
export const attacks: ReadonlyMap<string, Attack> = new Map<string, Attack>([
  [
    'scan',
    {
      vm: 'attacker',
      technique: 'T1046',
      seconds: 60,
      words: (seconds, whereIs) => [whereIs('web').split('.').slice(0, 3).join('.'), String(seconds)],
      peers: (whereIs) => shop.map(whereIs),
    },
  ],
  [
    'brute-force',
    {
      vm: 'attacker',
      technique: 'T1110.001',
      seconds: 90,
      words: (seconds, whereIs) => [whereIs('web'), String(seconds)],
      peers: (whereIs) => [whereIs('web')],
    },
  ],
  [
    'beacon',
    {
      vm: 'attacker',
      technique: 'T1071.001',
      seconds: 120,
      words: (seconds) => ['5', String(seconds)],
      peers: () => [places.controller.address],
    },
  ],
  [
    'exfiltration',
    {
      vm: 'attacker',
      technique: 'T1048.003',
      seconds: 30,
      words: (seconds) => [String(seconds)],
      peers: () => [places.sink.address],
    },
  ],
  [
    'lateral',
    {
      vm: 'attacker',
      technique: 'T1021.004',
      seconds: 30,
      words: (_seconds, whereIs) => [whereIs('web'), whereIs('db')],
      peers: (whereIs) => [whereIs('web'), whereIs('db')],
    },
  ],
  [
    'mining',
    {
      vm: 'attacker',
      technique: 'T1496.001',
      seconds: 60,
      words: (seconds) => [String(seconds)],
      peers: () => [places.pool.address],
    },
  ],
  [
    'reverse-shell',
    {
      vm: 'attacker',
      technique: 'T1059.004',
      seconds: 12,
      words: (seconds, whereIs) => [whereIs('web'), whereIs('attacker'), String(seconds)],
      peers: (whereIs) => [whereIs('web')],
    },
  ],
  [
    'rewrite',
    { vm: 'db', technique: 'T1486', seconds: 10, words: (seconds) => [String(seconds * 20)], peers: () => [] },
  ],
  ['credentials', { vm: 'db', technique: 'T1003.008', seconds: 2, words: () => [], peers: () => [] }],
]);
