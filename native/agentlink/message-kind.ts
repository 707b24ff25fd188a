/** Kinds of messages by their number on the wire. */
export const messageKind = {
  hello: 1,
  bye: 2,
  counts: 3,
  sequences: 4,
  events: 5,
  memory: 6,
  inventory: 7,
  status: 8,
  answer: 9,
  welcome: 128,
  credit: 129,
  settings: 130,
  request: 131,
} as const;
