import { useRouterState } from '@tanstack/react-router';
import type { JSX } from 'react';
import { Dialog } from '../../ui/Dialog.tsx';

type Keys = readonly (readonly [string, string])[];

const everywhere: Keys = [
  ['Ctrl K', 'palette: go, filter, run'],
  ['G then F I G N S', 'Fleet, Incidents, Graph, iNtel, Sessions'],
  ['/', 'narrow this list'],
  [', .', 'window of time earlier, later; with Shift: zoom'],
  ['P', 'hold the view of a watch still, let it go on'],
  ['Esc', 'close, clear the selection'],
  ['?', 'this map'],
  ['Alt ← →', 'back, forward'],
];
const rows: Keys = [
  ['J K, ↓ ↑', 'next, previous row'],
  ['Enter', 'open'],
];
const screens: Record<string, readonly [string, Keys]> = {
  fleet: ['Fleet', [...rows, ['F', 'filter rail']]],
  vm: [
    'VM',
    [
      ['A', 'alerts of this VM'],
      ['T', 'charts as table'],
      ['Shift ← →', 'move the chosen window'],
      ['[ ]', 'Twin: previous, next of the worst windows'],
      ['Y X', 'Twin: accept as normal…, keep out'],
      ...rows,
    ],
  ],
  incidents: ['Incidents', [...rows, ['N', 'note on the incident']]],
  graph: ['Graph', [['L', 'graph as list']]],
  intel: [
    'Intel',
    [
      ['J K, ↓ ↑', 'next, previous feed'],
      ['/', 'ask about an address, name, hash or JA4'],
    ],
  ],
  session: ['Session', [...rows, ['Space', 'peek'], ['[ ]', 'previous, next packet'], ['N', 'note on the selection']]],
  sessions: ['Sessions', rows],
  start: ['First start', [['1 2 3', 'the three doors']]],
};

/** The keys of the current screen. */
export function KeyboardMap({ open, onClose }: { open: boolean; onClose: () => void }): JSX.Element {
  const screen = useRouterState({ select: (state) => state.location.pathname.split('/')[1] ?? '' });
  const own = screens[screen];
  return (
    <Dialog open={open} onClose={onClose} title="Keys">
      <div className="keyboard-map">
        {own === undefined ? null : <KeyList title={own[0]} keys={own[1]} />}
        <KeyList title="Everywhere" keys={everywhere} />
      </div>
    </Dialog>
  );
}

function KeyList({ title, keys }: { title: string; keys: Keys }): JSX.Element {
  return (
    <section>
      <h3 className="text-caption third">{title}</h3>
      <dl>
        {keys.map(([key, does]) => (
          <div key={key}>
            <dt>
              <kbd className="key">{key}</kbd>
            </dt>
            <dd>{does}</dd>
          </div>
        ))}
      </dl>
    </section>
  );
}
