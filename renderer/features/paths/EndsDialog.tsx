import { type JSX, useMemo, useState } from 'react';
import type { AttackPaths } from '../../../shared/contract/paths.ts';
import { useEngineQuery } from '../../data/queries.ts';
import { joinWords } from '../../routes/search.ts';
import { Button } from '../../ui/Button.tsx';
import { Dialog } from '../../ui/Dialog.tsx';
import { formatCount } from '../../ui/format-count.ts';
import { HostileText } from '../../ui/HostileText.tsx';
import { RiskCell } from '../../ui/RiskCell.tsx';
import { SearchField } from '../../ui/SearchField.tsx';
import { SensitivityMeter } from '../fleet/SensitivityMeter.tsx';
import { checkEnds, chooseRows, type EndRow } from './choose-rows.ts';
import { internet } from './path-nodes.ts';
import type { PathsSearch } from './paths-search.ts';

/** The start that stands for whoever works inside; the engine knows on which VMs. */
const insider = 'insider';
/** VMs listed at once; the search field finds the others. */
const listed = 100;

interface Chosen {
  starts: ReadonlySet<string>;
  targets: ReadonlySet<string>;
}

/** Chooses where attacks begin (outside, a VM that was taken, one of an insider) and what they aim at. */
export function EndsDialog(props: {
  session: string;
  answer: AttackPaths;
  open: boolean;
  onClose: () => void;
  onChoose: (ends: Pick<PathsSearch, 'starts' | 'targets'>) => void;
}): JSX.Element {
  return (
    <Dialog open={props.open} onClose={props.onClose} title="Where attacks begin, and what they aim at">
      <EndsForm {...props} />
    </Dialog>
  );
}

function flip(ids: ReadonlySet<string>, id: string): ReadonlySet<string> {
  const next = new Set(ids);
  if (!next.delete(id)) next.add(id);
  return next;
}

function EndsForm(props: {
  session: string;
  answer: AttackPaths;
  onClose: () => void;
  onChoose: (ends: Pick<PathsSearch, 'starts' | 'targets'>) => void;
}): JSX.Element {
  const { answer, session, onChoose, onClose } = props;
  const proposed = useMemo(
    () => ({
      starts: new Set(answer.starts.map(({ id }) => id)),
      targets: new Set(answer.targets.map(({ id }) => id)),
    }),
    [answer],
  );
  const [chosen, setChosen] = useState<Chosen>(proposed);
  const [text, setText] = useState('');
  const rows = useEngineQuery('subject.list', { session }).data?.rows;
  // Rows stay where they are while they are ticked: what is chosen already comes first.
  const found = useMemo(
    () => chooseRows(rows ?? [], text, new Set([...proposed.starts, ...proposed.targets])),
    [rows, text, proposed],
  );
  const choose = (next: Pick<PathsSearch, 'starts' | 'targets'>): void => {
    onChoose(next);
    onClose();
  };
  // Who begins on a VM need not get there any more.
  const turnStart = (id: string): void =>
    setChosen(({ starts, targets }) => ({
      starts: flip(starts, id),
      targets: new Set([...targets].filter((other) => other !== id)),
    }));
  const turnTarget = (id: string): void =>
    setChosen(({ starts, targets }) => ({
      starts: new Set([...starts].filter((other) => other !== id)),
      targets: flip(targets, id),
    }));
  return (
    <form
      className="ends"
      onSubmit={(event) => {
        event.preventDefault();
        if (checkEnds(chosen.starts, chosen.targets) !== '') return;
        choose({ starts: joinWords([...chosen.starts]), targets: joinWords([...chosen.targets]) });
      }}
    >
      <SearchField label="Narrow the VMs" value={text} onChange={setText} />
      <div className="ends-scroll" tabIndex={0} role="group" aria-label="VMs to choose from">
        <table aria-label="Starts and targets">
          <thead>
            <tr>
              <th scope="col">VM</th>
              <th scope="col">Role</th>
              <th scope="col">Sensitivity</th>
              <th scope="col">Risk</th>
              <th scope="col">Begins here</th>
              <th scope="col">Is aimed at</th>
            </tr>
          </thead>
          <tbody>
            <tr>
              <th scope="row">Internet</th>
              <td className="second" colSpan={3}>
                anybody outside
              </td>
              <td colSpan={2}>
                <Tick
                  word="Begins here"
                  name="Internet"
                  checked={chosen.starts.has(internet)}
                  onTurn={() => turnStart(internet)}
                />
              </td>
            </tr>
            <tr>
              <th scope="row">Insider</th>
              <td className="second" colSpan={3}>
                who works on a machine for people, else who is let into a network
              </td>
              <td colSpan={2}>
                <Tick
                  word="Begins here"
                  name="Insider"
                  checked={chosen.starts.has(insider)}
                  onTurn={() => turnStart(insider)}
                />
              </td>
            </tr>
            {found.slice(0, listed).map((row) => (
              <EndLine key={row.id} row={row} chosen={chosen} onStart={turnStart} onTarget={turnTarget} />
            ))}
          </tbody>
        </table>
      </div>
      <p className="third">
        {`Starts ${formatCount(chosen.starts.size)}, targets ${formatCount(chosen.targets.size)}.`}
        {found.length > listed ? ` ${formatCount(found.length - listed)} more VMs: narrow the list.` : ''}
      </p>
      <p className="ends-acts">
        <Button kind="primary" type="submit" disabledReason={checkEnds(chosen.starts, chosen.targets)}>
          Simulate
        </Button>
        <Button onClick={() => choose({ starts: undefined, targets: undefined })}>As proposed</Button>
      </p>
    </form>
  );
}

function EndLine(props: {
  row: EndRow;
  chosen: Chosen;
  onStart: (id: string) => void;
  onTarget: (id: string) => void;
}): JSX.Element {
  const { row, chosen } = props;
  return (
    <tr>
      <th scope="row">
        <HostileText text={row.name} cut />
      </th>
      <td className="second">
        <HostileText text={row.role} cut />
      </td>
      <td className="second">
        <SensitivityMeter value={row.sensitivity} />
      </td>
      <td>
        <RiskCell risk={row.risk} bar={false} />
      </td>
      <td>
        <Tick
          word="Begins here"
          name={row.name}
          checked={chosen.starts.has(row.id)}
          onTurn={() => props.onStart(row.id)}
        />
      </td>
      <td>
        <Tick
          word="Is aimed at"
          name={row.name}
          checked={chosen.targets.has(row.id)}
          onTurn={() => props.onTarget(row.id)}
        />
      </td>
    </tr>
  );
}

function Tick(props: { word: string; name: string; checked: boolean; onTurn: () => void }): JSX.Element {
  return (
    <label className="ends-tick">
      <input type="checkbox" checked={props.checked} onChange={props.onTurn} />
      <span className="visually-hidden">
        {props.word}: <HostileText text={props.name} />
      </span>
    </label>
  );
}
