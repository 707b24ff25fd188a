import type { JSX, ReactNode } from 'react';
import { formatCount } from './format-count.ts';
import './controls.css';

/** One value of a filter: box, mark, word, count. A value that no row has stays, with 0. */
export function Facet(props: {
  checked: boolean;
  onChange: (checked: boolean) => void;
  mark?: ReactNode;
  children: ReactNode;
  count: number;
}): JSX.Element {
  return (
    <label className="facet">
      <input type="checkbox" checked={props.checked} onChange={(event) => props.onChange(event.target.checked)} />
      {props.mark}
      <span className="cut grow">{props.children}</span>
      <span className="facet-count mono">{formatCount(props.count)}</span>
    </label>
  );
}

/** A titled group of facets. */
export function FacetGroup({ title, children }: { title: string; children: ReactNode }): JSX.Element {
  return (
    <fieldset className="facet-group">
      <legend>{title}</legend>
      {children}
    </fieldset>
  );
}
