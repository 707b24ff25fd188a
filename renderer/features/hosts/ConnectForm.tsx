import { ChevronRight } from 'lucide-react';
import { type JSX, useEffect, useId, useRef, useState } from 'react';
import { tellFailure, useCommand } from '../../data/queries.ts';
import { Button } from '../../ui/Button.tsx';
import { ConnectOptions } from './ConnectOptions.tsx';
import { emptyDraft, exampleUris, tellChecks, toHostQuestion } from './host-draft.ts';
import { HostChecks } from './HostChecks.tsx';
import { readCollector } from './read-collector.ts';
import { useHostTest } from './use-host-test.ts';
import './hosts.css';

/**
 * Names a host to watch: its URI, tested while it is written, and what else may be said of it. A check that fails never
 * stops watching: the console goes on trying and says what is missing. `onWatch` hears the live session.
 */
export function ConnectForm(props: {
  primary: string;
  onWatch: (session: string) => void;
  /** Begins in the field, for a pane that was opened to add a host. */
  focus?: boolean;
}): JSX.Element {
  const [draft, setDraft] = useState(emptyDraft);
  const [round, setRound] = useState(0);
  const [more, setMore] = useState(false);
  const add = useCommand('host.add', ['session.list', 'host.list']);
  const test = useHostTest(draft, round);
  const id = useId();
  const field = useRef<HTMLInputElement>(null);
  const { focus = false } = props;
  useEffect(() => {
    if (focus) field.current?.focus();
  }, [focus]);
  const uri = draft.uri.trim();
  // The engine would refuse it; what is wrong stands beside its field.
  const collector = readCollector(draft.collectorAddress, draft.collectorPort);
  const blocked = uri === '' ? 'write a URI first' : collector.ok ? '' : 'the collector cannot be read';
  const failed = test.checks.some(({ state }) => state === 'failed') || test.state === 'failed';
  const watch = (): void => {
    if (blocked !== '' || add.isPending) return;
    add.mutate(toHostQuestion(draft), {
      onSuccess: ({ session }) => {
        setDraft(emptyDraft);
        props.onWatch(session);
      },
    });
  };
  return (
    <form
      className="connect"
      onSubmit={(event) => {
        event.preventDefault();
        watch();
      }}
    >
      <div className="connect-line">
        <input
          type="text"
          className="text-input mono"
          aria-label="libvirt URI"
          aria-describedby={`${id}-examples`}
          placeholder="qemu+ssh://user@host/system"
          spellCheck={false}
          autoComplete="off"
          ref={field}
          maxLength={2048}
          value={draft.uri}
          onChange={(event) => setDraft({ ...draft, uri: event.target.value })}
        />
        <Button
          disabledReason={uri === '' ? 'write a URI first' : ''}
          busy={test.state === 'running'}
          onClick={() => setRound(round + 1)}
        >
          Test
        </Button>
        <Button kind="primary" type="submit" busy={add.isPending} disabledReason={blocked}>
          {props.primary}
        </Button>
      </div>
      <p className="connect-examples third" id={`${id}-examples`}>
        {exampleUris.map(([example, words]) => (
          <span key={example}>
            {words}:{' '}
            <button type="button" className="link-button mono" onClick={() => setDraft({ ...draft, uri: example })}>
              {example}
            </button>
          </span>
        ))}
      </p>
      <button
        type="button"
        className="connect-more"
        aria-expanded={more}
        aria-controls={`${id}-more`}
        onClick={() => setMore(!more)}
      >
        <ChevronRight size={13} aria-hidden="true" />
        Name, capture and flows
      </button>
      {more ? (
        <div className="connect-options" id={`${id}-more`}>
          <ConnectOptions draft={draft} onChange={setDraft} />
        </div>
      ) : null}
      {add.error === null ? null : (
        <p className="host-test-failed" role="alert">
          {tellFailure(add.error)}
        </p>
      )}
      <HostChecks test={test} />
      {test.state === 'done' || test.state === 'failed' ? (
        <p className="third text-table">
          {test.checks.length === 0 ? '' : `${tellChecks(test.checks)}. `}
          {failed ? `${props.primary} works all the same: Mien keeps trying and says what is missing.` : ''}
        </p>
      ) : null}
    </form>
  );
}
