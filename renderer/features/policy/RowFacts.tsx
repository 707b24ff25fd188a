import { Link } from '@tanstack/react-router';
import { X } from 'lucide-react';
import type { JSX } from 'react';
import type { PreviewRow } from '../../../shared/contract/policy-preview.ts';
import { HostileText } from '../../ui/HostileText.tsx';
import { IconButton } from '../../ui/IconButton.tsx';
import { Time } from '../../ui/Time.tsx';

/** What decides about a row's flows now and with the draft, and the way to the flows and to the line. */
export function RowFacts(props: {
  row: PreviewRow;
  session: string;
  onLine: (line: number) => void;
  onClose: () => void;
}): JSX.Element {
  const { row, session, onLine } = props;
  return (
    <section className="row-facts" aria-label="The chosen row">
      <dl className="facts">
        <div>
          <dt>Now</dt>
          <dd>
            <HostileText text={row.before} />
          </dd>
        </div>
        <div>
          <dt>With the draft</dt>
          <dd>
            <HostileText text={row.after} />
            {row.line === 0 ? null : (
              <>
                {', '}
                <button type="button" className="link-button" onClick={() => onLine(row.line)}>
                  line {row.line}
                </button>
              </>
            )}
          </dd>
        </div>
        {row.why === '' ? null : (
          <div>
            <dt>Not certain</dt>
            <dd>
              <HostileText text={row.why} />
            </dd>
          </div>
        )}
        <div>
          <dt>Seen</dt>
          <dd>
            <Time micros={row.first} /> to <Time micros={row.last} />
            {', '}
            <Link to="/session/$id" params={{ id: session }} search={{ session, tab: 'flows', filter: row.filter }}>
              {row.flows === 1 ? 'the flow' : 'the flows'}
            </Link>
          </dd>
        </div>
      </dl>
      <IconButton label="Close the chosen row" onClick={props.onClose}>
        <X size={14} aria-hidden="true" />
      </IconButton>
    </section>
  );
}
