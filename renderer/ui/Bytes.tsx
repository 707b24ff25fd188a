import type { JSX } from 'react';
import { splitBytes } from './format-bytes.ts';
import { thin } from './thin-space.ts';

/** A number of bytes in a cell: figure in mono, a thin space, unit. */
export function Bytes({ value }: { value: number }): JSX.Element {
  const [figure, unit] = splitBytes(value);
  return (
    <span className="measure">
      <span className="mono">{figure}</span>
      {thin}
      <span className="second">{unit}</span>
    </span>
  );
}
