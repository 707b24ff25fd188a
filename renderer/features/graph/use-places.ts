import { useEffect, useMemo, useState } from 'react';
import { askLayout } from './ask-layout.ts';
import type { GraphView } from './graph-view.ts';
import { keepPlaces, type Position } from './group-layout.ts';
import { measureService } from './node-label.ts';

/** Places by session and grouping, so that a graph looks the same each time it is opened. */
const remembered = new Map<string, ReadonlyMap<string, Position>>();
const nowhere: ReadonlyMap<string, Position> = new Map();

function isPlaced(view: GraphView, places: ReadonlyMap<string, Position>): boolean {
  return view.nodes.every((node) => places.has(node.id));
}

/**
 * Where each node stands. By groups that is known at once; without groups a worker finds it and the last places stand
 * until then. `key` names session and grouping; `aspect` is width by height of the pane, null until it is known.
 */
export function usePlaces(
  view: GraphView | null,
  key: string,
  grouped: boolean,
  aspect: number | null,
): ReadonlyMap<string, Position> {
  const [answer, setAnswer] = useState<{ key: string; places: ReadonlyMap<string, Position> } | null>(null);
  const places = useMemo(() => {
    const known = (answer?.key === key ? answer.places : remembered.get(key)) ?? nowhere;
    if (view === null || aspect === null || !grouped || isPlaced(view, known)) return known;
    const kept = keepPlaces(view, known, aspect);
    remembered.set(key, new Map([...known, ...kept]));
    return kept;
  }, [view, key, grouped, aspect, answer]);
  useEffect(() => {
    if (view === null || grouped || isPlaced(view, places)) return undefined;
    let wanted = true;
    const nodes = view.nodes.map((node) => ({
      id: node.id,
      width: node.kind === 'service' ? Math.max(60, measureService(node.label)) : 96,
      height: node.kind === 'service' ? 34 : 78,
    }));
    const present = new Set(nodes.map((node) => node.id));
    const request = { nodes, edges: view.edges, kept: [...places].filter(([id]) => present.has(id)) };
    const settle = async (): Promise<void> => {
      const found = await askLayout(request);
      const all = new Map([...(remembered.get(key) ?? nowhere), ...found]);
      remembered.set(key, all);
      if (wanted) setAnswer({ key, places: all });
    };
    void settle();
    return () => {
      wanted = false;
    };
  }, [view, key, grouped, places]);
  return places;
}

/** Keeps a node where a person dragged it. */
export function rememberPlace(key: string, id: string, place: Position): void {
  remembered.set(key, new Map([...(remembered.get(key) ?? nowhere), [id, place]]));
}
