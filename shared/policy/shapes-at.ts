import { policyShape } from './policy-shape.ts';
import type { ValueShape } from './value-shape.ts';
import type { PlaceStep } from './text-place.ts';

/** What may stand at a place: all that its shape allows, one after the other. Nothing where the way leads nowhere. */
export function shapesAt(path: readonly PlaceStep[]): ValueShape[] {
  let shapes = flatten([policyShape]);
  for (const step of path) {
    const next: ValueShape[] = [];
    for (const shape of shapes) {
      if (step === 'item') {
        if (shape.type === 'list') next.push(shape.of);
      } else if (shape.type === 'map' && Object.hasOwn(shape.keys, step.key)) {
        const key = shape.keys[step.key];
        if (key !== undefined) next.push(key.value);
      }
    }
    shapes = flatten(next);
  }
  return shapes;
}

function flatten(shapes: readonly ValueShape[]): ValueShape[] {
  return shapes.flatMap((shape) => (shape.type === 'either' ? flatten(shape.of) : [shape]));
}
