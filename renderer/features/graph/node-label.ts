import { cutMiddle } from '../../ui/middle-cut.ts';
import { readHostileText } from '../../ui/hostile-text.ts';
import type { ViewNode } from './graph-view.ts';

const longest = 20;

/** A host's name cut so that its first part stays whole: domains are alike, hosts differ there. */
function cutName(name: string): string {
  const dot = name.indexOf('.');
  const all = Array.from(name);
  if (all.length <= longest || dot < 1 || dot > longest - 5) return cutMiddle(name, longest);
  return `${name.slice(0, dot)}…${all.slice(dot + 1 - longest).join('')}`;
}

/** A name as a canvas may draw it: what does not show is a symbol, direction cannot turn, 20 characters, cut inside. */
export function writeCanvasText(text: string): string {
  const shown = readHostileText(text.slice(0, 600))
    .runs.map((run) => run.text)
    .join('');
  // A left-to-right isolate keeps letters of other scripts from turning what stands beside them.
  return `\u2066${cutName(shown)}\u2069`;
}

/** Label of a node in the drawing; outside peers and groups tell their count in a second line. */
export function writeNodeLabel(node: ViewNode): string {
  const name = writeCanvasText(node.label);
  if (node.kind === 'outside' && node.detail !== '') return `${name}\n${writeCanvasText(node.detail)}`;
  return name;
}

/** Width of a service's box, which holds its label in mono of 11 pixels. */
export function measureService(label: string): number {
  return Math.min(longest, Array.from(label).length) * 6.7 + 12;
}
