import { type JSX, type KeyboardEvent, useId, useState } from 'react';
import { HostileText } from '../../ui/HostileText.tsx';
import { SearchField } from '../../ui/SearchField.tsx';
import { findNodes } from './find-nodes.ts';
import type { GraphNode } from './graph-view.ts';

const kinds = { subject: 'VM', service: 'service', outside: 'outside' } as const;

/** Finds a node by name or address; Enter chooses the first, or the one the arrows reached. */
export function FindNode(props: { nodes: readonly GraphNode[]; onFind: (node: GraphNode) => void }): JSX.Element {
  const [text, setText] = useState('');
  const [at, setAt] = useState(0);
  const id = useId();
  const found = findNodes(props.nodes, text, 8);
  const pick = (node: GraphNode | undefined): void => {
    if (node === undefined) return;
    setText('');
    props.onFind(node);
  };
  const press = (event: KeyboardEvent): void => {
    if (found.length === 0) return;
    if (event.key === 'Enter') pick(found[Math.min(at, found.length - 1)]);
    else if (event.key === 'ArrowDown') setAt((at + 1) % found.length);
    else if (event.key === 'ArrowUp') setAt((at - 1 + found.length) % found.length);
    else return;
    event.preventDefault();
  };
  return (
    <div className="graph-find">
      <SearchField
        label="Find node"
        value={text}
        onChange={(next) => {
          setText(next);
          setAt(0);
        }}
        shortcut="/"
        onKeyDown={press}
        describedBy={id}
      />
      <span id={id} className="visually-hidden" role="status">
        {text === ''
          ? ''
          : found.length === 0
            ? 'No node matches'
            : `${found[at]?.label ?? ''}, ${at + 1} of ${found.length}`}
      </span>
      {text === '' ? null : (
        <ul className="graph-found" role="listbox" aria-label="Nodes found">
          {found.length === 0 ? (
            <li className="third" role="option" aria-selected="false">
              No node matches
            </li>
          ) : null}
          {found.map((node, index) => (
            // Keys work in the field, which keeps the focus.
            <li
              key={node.id}
              role="option"
              aria-selected={index === at}
              onPointerDown={(event) => {
                event.preventDefault();
                pick(node);
              }}
            >
              <span className="cut strong">
                <HostileText text={node.label} cut />
              </span>
              <span className="third cut">
                <HostileText text={node.detail} cut />
              </span>
              <span className="third">{kinds[node.kind]}</span>
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}
