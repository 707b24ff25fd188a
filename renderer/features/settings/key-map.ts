/** Keys and what they do, by the part of the console they work in. */
export const keyMap = [
  [
    'Everywhere',
    [
      ['Ctrl K', 'palette: go, find, run'],
      ['G then F I G P N S', 'Fleet, Incidents, Graph, Policy, iNtel, Sessions'],
      ['/', 'narrow this list'],
      [', .', 'window of time earlier, later; with Shift zoom'],
      ['Esc', 'close, clear the selection; never changes anything'],
      ['?', 'the keys of the current screen'],
      ['Alt ← →', 'back, forward'],
    ],
  ],
  [
    'Lists',
    [
      ['J K, ↓ ↑', 'next, previous row'],
      ['Enter, Space', 'open, peek'],
      ['Home End', 'first, last row'],
    ],
  ],
  [
    'Session',
    [
      ['[ ]', 'previous, next packet'],
      ['N', 'note on the selection'],
      ['T', 'chart as table'],
      ['Shift ← →', 'move the chosen window'],
    ],
  ],
  [
    'Graph',
    [
      ['L', 'graph as list'],
      ['[ ]', 'previous, next attack path'],
    ],
  ],
  [
    'Fleet and VM',
    [
      ['F', 'filter rail'],
      ['A', 'alerts of this VM'],
      ['P', 'hold the view of a watch still, let it go on'],
      ['[ ]', 'twin: previous, next of the worst windows'],
      ['Y X', 'twin: accept as normal…, keep out'],
    ],
  ],
  [
    'Policy',
    [
      ['Ctrl S', 'save the draft'],
      ['Ctrl Shift F', 'format it'],
      ['F8', 'next finding'],
      ['Ctrl Space', 'what may stand here'],
      ['Ctrl Enter', 'apply a plan; keep a change that waits'],
      ['Ctrl Backspace', 'revert a change that waits'],
    ],
  ],
  [
    'Settings',
    [
      ['Ctrl S', 'save the draft'],
      ['F8', 'next problem'],
    ],
  ],
] as const;
