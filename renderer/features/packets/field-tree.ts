import type { PacketField } from '../../../shared/contract/flow.ts';
import { type ByteRange, clampRange } from './byte-range.ts';

/** Deeper nesting than any decoder makes; what lies below is left out rather than followed without end. */
const deepest = 32;

/** A visible row of the decoded packet. */
export interface FieldRow {
  /** Positions from the outermost layer down, joined by dots: `2.0.1`. */
  path: string;
  label: string;
  value: string;
  depth: number;
  parent: string | null;
  hasChildren: boolean;
  open: boolean;
  /** Position among its siblings, from 1, and how many they are. */
  position: number;
  siblings: number;
  range: ByteRange | null;
}

/** The rows to show when exactly the layers and fields in `open` are unfolded. */
export function listFieldRows(layers: PacketField[], open: ReadonlySet<string>, size: number): FieldRow[] {
  const rows: FieldRow[] = [];
  const visit = (fields: PacketField[], parent: string | null, depth: number): void => {
    for (const [position, field] of fields.entries()) {
      const path = parent === null ? String(position) : `${parent}.${position}`;
      const hasChildren = field.children.length > 0 && depth < deepest;
      const isOpen = hasChildren && open.has(path);
      rows.push({
        path,
        label: field.label,
        value: field.value,
        depth,
        parent,
        hasChildren,
        open: isOpen,
        position: position + 1,
        siblings: fields.length,
        range: clampRange(field.offset, field.length, size),
      });
      if (isOpen) visit(field.children, path, depth + 1);
    }
  };
  visit(layers, null, 0);
  return rows;
}

/** Path of the innermost field that claims a byte: the deepest of the shortest claims; null where none does. */
export function findFieldAt(layers: PacketField[], index: number, size: number): string | null {
  let best: { path: string; length: number; depth: number } | null = null;
  const visit = (fields: PacketField[], parent: string | null, depth: number): void => {
    for (const [position, field] of fields.entries()) {
      const path = parent === null ? String(position) : `${parent}.${position}`;
      const range = clampRange(field.offset, field.length, size);
      if (range !== null && index >= range.start && index < range.end) {
        const length = range.end - range.start;
        if (best === null || length < best.length || (length === best.length && depth > best.depth))
          best = { path, length, depth };
      }
      if (depth < deepest) visit(field.children, path, depth + 1);
    }
  };
  visit(layers, null, 0);
  return (best as { path: string } | null)?.path ?? null;
}

/** The field at a path, null where the packet has none. */
export function getField(layers: PacketField[], path: string): PacketField | null {
  let fields = layers;
  let found: PacketField | null = null;
  for (const step of path.split('.')) {
    const field: PacketField | undefined = fields[Number(step)];
    if (field === undefined) return null;
    found = field;
    fields = field.children;
  }
  return found;
}

/** Paths that must be unfolded for a path to be visible. */
export function listAncestors(path: string): string[] {
  const steps = path.split('.');
  return steps.slice(1).map((_, index) => steps.slice(0, index + 1).join('.'));
}

/** What is unfolded when a packet is first shown: the innermost layer, where the telling fields are. */
export function openAtFirst(layers: PacketField[]): ReadonlySet<string> {
  let last = layers.length - 1;
  while (last > 0 && layers[last]?.children.length === 0) last--;
  return last < 0 ? new Set() : new Set([String(last)]);
}
