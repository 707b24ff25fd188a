import { Ban } from 'lucide-react';
import type { JSX } from 'react';
import type { Change } from '../../../shared/contract/enforcement.ts';
import { Button } from '../../ui/Button.tsx';
import { formatCount } from '../../ui/format-count.ts';
import { HostileText } from '../../ui/HostileText.tsx';
import { numberEach } from '../packets/number-each.ts';
import '../policy/preview.css';

type Denied = Change['denied'][number];
const most = 100;

/** Connections denied since a change; those that were known before, and not for bad, can be allowed from here. */
export function DeniedList(props: {
  denied: Change['denied'];
  /** Whether anybody counted them: a change is followed for an hour, while its console runs. */
  counted: boolean;
  /** Undefined where there is no policy to write the rule in. */
  onAllow: ((denied: Denied) => void) | undefined;
}): JSX.Element {
  const { denied, counted, onAllow } = props;
  const shown = denied.toSorted((a, b) => Number(b.known && !b.malicious) - Number(a.known && !a.malicious));
  return (
    <section aria-labelledby="denied-since" className="denied">
      <header className="preview-pane-head">
        <h3 id="denied-since" className="text-head">
          Denied since
        </h3>
        <span className="mono third">{formatCount(denied.reduce((sum, { count }) => sum + count, 0))}</span>
      </header>
      {denied.length === 0 ? (
        <p className="second preview-none">
          {counted ? 'Nothing was denied so far.' : 'What it denied was not counted.'}
        </p>
      ) : null}
      <ul>
        {numberEach(shown.slice(0, most)).map(({ number, item }) => (
          <li key={number}>
            <Ban size={13} className="denied-mark" aria-hidden="true" />
            <span className="denied-words">
              <span className="strong cut">
                <HostileText text={item.vmName === '' ? item.vm : item.vmName} cut="host" />
              </span>
              <span className="cut">
                {item.direction === 'in' ? '← ' : '→ '}
                <HostileText text={item.peer} />{' '}
                <span className="mono second">
                  <HostileText text={item.service} />
                </span>
              </span>
            </span>
            <span className="mono">{formatCount(item.count)}</span>
            <span className="third">{item.malicious ? 'known malicious' : item.known ? 'known before' : 'new'}</span>
            {onAllow === undefined || item.malicious || !item.known ? (
              <span />
            ) : (
              <Button onClick={() => onAllow(item)}>
                Allow
                <span className="visually-hidden">
                  {' '}
                  <HostileText text={item.vmName} /> to <HostileText text={item.peer} />
                </span>
              </Button>
            )}
          </li>
        ))}
      </ul>
      {denied.length > most ? <p className="third">and {formatCount(denied.length - most)} more</p> : null}
    </section>
  );
}
