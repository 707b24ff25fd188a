import { type JSX, useState } from 'react';
import { tellFailure, useEngineQuery } from '../../data/queries.ts';
import { Button } from '../../ui/Button.tsx';
import { ErrorState } from '../../ui/ErrorState.tsx';
import { Loading } from '../../ui/Loading.tsx';
import { Tag } from '../../ui/Tag.tsx';
import { noHints } from '../policy/editor-hints.ts';
import { PolicyEditor } from '../policy/PolicyEditor.tsx';
import { VersionDiff } from '../policy/VersionDiff.tsx';

/** The text of what was put into force, not to be changed here, or what differs from the version before. */
export function ChangedPolicy(props: {
  name: string;
  /** Null: taken out of force. */
  version: number | null;
  before: number | null;
  waits: boolean;
}): JSX.Element {
  const { name, version, before } = props;
  const [diff, setDiff] = useState(false);
  const shown = version ?? before;
  const text = useEngineQuery('policy.get', shown === null ? { name } : { name, version: shown }, {
    enabled: shown !== null,
  });
  return (
    <section className="changed-policy" aria-label="Policy">
      <header className="pane-head">
        <h2 className="text-head">Policy</h2>
        {props.waits ? <Tag>read only until confirmed</Tag> : <Tag>as it was applied</Tag>}
        <span className="grow" />
        {version === null || before === null || version === before ? null : (
          <Button kind="ghost" pressed={diff} onClick={() => setDiff(!diff)}>
            Diff with v{before}
          </Button>
        )}
      </header>
      {text.data === undefined ? (
        text.error === null ? (
          <Loading what="the policy" rows={8} rowHeight={20} />
        ) : (
          <ErrorState title="The policy did not come" detail={tellFailure(text.error)} />
        )
      ) : diff && before !== null ? (
        <VersionDiff name={name} before={before} after={text.data.text} />
      ) : (
        <PolicyEditor
          label={`Policy ${name}, version ${String(shown)}`}
          value={text.data.text}
          onChange={ignore}
          findings={none}
          pointed={none}
          readOnly
          hints={noHints}
        />
      )}
    </section>
  );
}

const none: never[] = [];

function ignore(): void {
  // What was applied is not typed at.
}
