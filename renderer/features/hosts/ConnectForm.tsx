import { ChevronRight } from 'lucide-react';
import { type JSX, useEffect, useId, useRef, useState } from 'react';
import { tellFailure, useCommand } from '../../data/queries.ts';
import { Button } from '../../ui/Button.tsx';
import { emptyDraft, exampleUris, tellChecks } from './host-draft.ts';
import { HostChecks } from './HostChecks.tsx';
import { splitWords, useHostTest } from './use-host-test.ts';
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
  const failed = test.checks.some(({ state }) => state === 'failed') || test.state === 'failed';
  const watch = (): void => {
    if (uri === '' || add.isPending) return;
    const { capture } = draft;
    const name = draft.name.trim();
    add.mutate(
      { uri, capture, capturePrefix: splitWords(draft.capturePrefix), ...(name === '' ? {} : { name }) },
      {
        onSuccess: ({ session }) => {
          setDraft(emptyDraft);
          props.onWatch(session);
        },
      },
    );
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
        <Button
          kind="primary"
          type="submit"
          busy={add.isPending}
          disabledReason={uri === '' ? 'write a URI first' : ''}
        >
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
        Name and capture
      </button>
      {more ? (
        <div className="connect-options" id={`${id}-more`}>
          <label>
            <span>Name</span>
            <input
              className="text-input"
              value={draft.name}
              maxLength={100}
              placeholder="the host of the URI"
              onChange={(event) => setDraft({ ...draft, name: event.target.value })}
            />
          </label>
          <label className="connect-check">
            <input
              type="checkbox"
              checked={draft.capture}
              onChange={(event) => setDraft({ ...draft, capture: event.target.checked })}
            />
            <span>
              Capture packets on the VMs&apos; interfaces <span className="third">with tcpdump on the host</span>
            </span>
          </label>
          <label>
            <span>Run it with</span>
            <input
              className="text-input mono"
              value={draft.capturePrefix}
              maxLength={2000}
              spellCheck={false}
              placeholder="sudo -n"
              onChange={(event) => setDraft({ ...draft, capturePrefix: event.target.value })}
            />
          </label>
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
