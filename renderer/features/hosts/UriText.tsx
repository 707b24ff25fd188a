import type { JSX } from 'react';
import { readHostileText } from '../../ui/hostile-text.ts';
import { splitUri } from './split-uri.ts';
import '../../ui/hostile-text.css';
import './hosts.css';

/** A libvirt URI in mono: cut in its host's middle, never in the last label; all of it in the tooltip and when copied. */
export function UriText({ uri }: { uri: string }): JSX.Element {
  const [head, tail] = splitUri(uri);
  const show = (text: string): string =>
    readHostileText(text)
      .runs.map((run) => run.text)
      .join('');
  return (
    <bdi className="mono uri-text" title={show(uri)}>
      <span className="uri-head">{show(head)}</span>
      <span className="uri-tail">{show(tail)}</span>
    </bdi>
  );
}
