import { CircleX, Info, TriangleAlert } from 'lucide-react';
import type { JSX } from 'react';
import { useConnection, useLink } from '../../data/engine-context.tsx';
import { useSession } from '../../data/use-session.ts';
import { Button } from '../../ui/Button.tsx';
import { HostileText } from '../../ui/HostileText.tsx';
import { Inspector } from '../../ui/Inspector.tsx';
import { CommandText } from '../hosts/CommandText.tsx';
import { RetryHost } from '../hosts/RetryHost.tsx';
import type { Condition } from './condition.ts';
import { useConditions } from './use-conditions.ts';
import './conditions.css';

/** The drawer of everything that is not fine, one entry each. */
export function Conditions({ onClose }: { onClose: () => void }): JSX.Element {
  const conditions = useConditions();
  const { session } = useSession();
  const watches = session?.live?.kind === 'live';
  const { retry } = useConnection();
  const { nextTry } = useLink();
  // One primary button a screen: that of the worst.
  const firstHost = conditions.find(({ host }) => host !== undefined);
  return (
    <Inspector
      name="conditions"
      label="Conditions"
      title="Conditions"
      note={conditions.length === 0 ? 'none' : `${conditions.length} open`}
      initialWidth={384}
      onClose={onClose}
    >
      {conditions.length === 0 ? (
        <p className="condition second">
          {watches
            ? 'Every host answers, nothing was lost, and the engine answers.'
            : 'Everything that was opened could be read, and the engine answers.'}
        </p>
      ) : (
        conditions.map((condition) => (
          <ConditionEntry
            key={condition.id}
            condition={condition}
            action={
              condition.id === 'link' && nextTry !== null ? (
                <Button kind="primary" onClick={retry}>
                  Try now
                </Button>
              ) : condition.host === undefined ? null : (
                <RetryHost host={condition.host} kind={condition === firstHost ? 'primary' : 'default'} />
              )
            }
          />
        ))
      )}
    </Inspector>
  );
}

const icons = { error: CircleX, warning: TriangleAlert, info: Info };

function ConditionEntry({ condition, action }: { condition: Condition; action: JSX.Element | null }): JSX.Element {
  const Icon = icons[condition.severity];
  const say = (text: string): JSX.Element | string => (condition.hostile ? <HostileText text={text} /> : text);
  return (
    <section className={`condition condition-${condition.severity}`}>
      <h3 className="condition-title">
        <Icon size={15} aria-hidden="true" />
        <span className="condition-words">{say(condition.title)}</span>
      </h3>
      {condition.text === '' ? null : <p className="second condition-words">{say(condition.text)}</p>}
      {condition.facts.length === 0 ? null : (
        <dl className="facts">
          {condition.facts.map(([name, value]) => (
            <div key={name}>
              <dt>{name}</dt>
              <dd className="condition-words">{name === 'To do' ? <CommandText text={value} /> : say(value)}</dd>
            </div>
          ))}
        </dl>
      )}
      {action === null ? null : <div>{action}</div>}
    </section>
  );
}
