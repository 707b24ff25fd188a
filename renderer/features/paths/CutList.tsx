import { Lightbulb } from 'lucide-react';
import type { JSX, ReactNode } from 'react';
import type { AttackPaths } from '../../../shared/contract/paths.ts';
import { HostileText } from '../../ui/HostileText.tsx';
import type { CutStep } from '../policy/draft-rule.ts';
import { formatChance } from './path-words.ts';

/** Less relief than this is none. */
const least = 0.0001;

/** Single rules that would relieve most: the rule, how much less likely targets are reached, and which are not any more. */
export function CutList(props: {
  answer: Pick<AttackPaths, 'cuts' | 'targets'>;
  /** Target of the path that is drawn. */
  target: string | null;
  /** The way to a policy of this rule. */
  renderDraft: (cut: CutStep) => ReactNode;
}): JSX.Element {
  const { targets } = props.answer;
  // Where another way is as likely, one rule alone changes nothing.
  const cuts = props.answer.cuts.filter(({ relief, saved }) => relief >= least || saved.length > 0);
  const names = new Map(targets.map(({ id, name }) => [id, name]));
  return (
    <section className="cuts" aria-label="Single rules that would relieve most">
      <h3 className="text-head cuts-head">
        <Lightbulb size={14} aria-hidden="true" />
        Single rules that would relieve most
      </h3>
      {cuts.length > 0 ? null : <p className="second">None alone: where one way is closed, another is as likely.</p>}
      <ol>
        {cuts.map(({ from, fromName, to, toName, transport, port, text, relief, saved }) => (
          <li key={`${from} ${to} ${transport} ${port}`} className="cut-rule">
            <p className="mono">
              <HostileText text={text} />
            </p>
            <dl>
              <div>
                <dt>Chances of all targets together</dt>
                <dd className="mono">−{formatChance(relief)}</dd>
              </div>
              <div>
                <dt>Not reached any more</dt>
                <dd>
                  {saved.length === 0 ? <span className="mono">0</span> : null}
                  {saved.slice(0, 6).map((id, index) => (
                    <span key={id}>
                      {index === 0 ? '' : ', '}
                      <span className={id === props.target ? 'strong' : undefined}>
                        <HostileText text={names.get(id) ?? id} />
                      </span>
                    </span>
                  ))}
                  {saved.length > 6 ? ` and ${saved.length - 6} more` : ''}
                </dd>
              </div>
            </dl>
            {props.renderDraft({ from, fromName, to, toName, transport, port })}
          </li>
        ))}
      </ol>
    </section>
  );
}
