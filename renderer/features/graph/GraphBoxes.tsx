import type { JSX, RefObject } from 'react';
import { formatCount } from '../../ui/format-count.ts';
import { HostileText } from '../../ui/HostileText.tsx';
import type { GraphView, ViewBox } from './graph-view.ts';
import { scaleText } from './graph-style.ts';
import { frameBox, type Position } from './group-layout.ts';

/** Moves the layers of boxes with the drawing. */
export function moveBoxes(layers: (HTMLDivElement | null)[], pan: Position, zoom: number): void {
  for (const layer of layers) {
    if (layer === null) continue;
    layer.style.transform = `translate(${pan.x}px, ${pan.y}px) scale(${zoom})`;
    layer.style.setProperty('--text-scale', String(scaleText(zoom)));
  }
}

/**
 * The boxes of the groups. They stand in two layers, as nodes are drawn over a box but its head must take clicks:
 * without `onFold` the frames behind the drawing, with it the heads before.
 */
export function GraphBoxes(props: {
  layer: RefObject<HTMLDivElement | null>;
  boxes: readonly ViewBox[];
  view: GraphView;
  places: ReadonlyMap<string, Position>;
  onFold: ((group: string) => void) | null;
}): JSX.Element {
  const { layer, boxes, view, places, onFold } = props;
  const services = listServices(view, places);
  return (
    <div className={onFold === null ? 'graph-layer graph-back' : 'graph-layer graph-front'} ref={layer}>
      {boxes.map((box) => {
        const members = view.nodes.filter((node) => node.box === box.key).map((node) => places.get(node.id));
        const highest = Math.min(
          ...services.filter(({ host }) => host === box.key).map(({ y }) => y),
          Number.POSITIVE_INFINITY,
        );
        const frame = frameBox(
          members.filter((place) => place !== undefined),
          highest,
        );
        if (frame === null) return null;
        const style = { left: frame.x, top: frame.y, width: frame.width };
        if (onFold === null) {
          return (
            <div
              key={box.key}
              className={box.outside ? 'graph-box graph-box-outside' : 'graph-box'}
              style={{ ...style, height: frame.height }}
            />
          );
        }
        const count = box.outside
          ? `${formatCount(box.members)} ${box.members === 1 ? 'peer' : 'peers'}`
          : `${formatCount(box.members)} ${box.members === 1 ? 'VM' : 'VMs'}`;
        return (
          <div key={box.key} className="graph-box-head" style={style}>
            <span className="cut strong">
              <HostileText text={box.label} cut />
            </span>
            {box.members < 2 ? (
              <span className="third">{count}</span>
            ) : (
              <button
                type="button"
                className="third"
                onClick={() => onFold(box.key)}
                aria-label={`${count} in ${box.label}, ${box.folded ? 'unfold' : 'fold'}`}
              >
                {count}
              </button>
            )}
          </div>
        );
      })}
    </div>
  );
}

/** Level of each service, with the box of the VM that offers it. */
function listServices(view: GraphView, places: ReadonlyMap<string, Position>): { host: string; y: number }[] {
  const nodes = new Map(view.nodes.map((node) => [node.id, node]));
  return view.edges.flatMap(({ from, to }) => {
    const place = places.get(from);
    if (nodes.get(from)?.kind !== 'service' || place === undefined) return [];
    return [{ host: nodes.get(to)?.box ?? '', y: place.y }];
  });
}
