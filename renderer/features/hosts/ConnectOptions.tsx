import { type JSX, useId } from 'react';
import type { FlowSource, HostDraft } from './host-draft.ts';
import { readCollector } from './read-collector.ts';

const sources: readonly [FlowSource, name: string, words: string][] = [
  ['packets', 'Packets', 'each flow opens to its bytes, with names, commands and signatures'],
  ['connections', 'Connections', 'what the host’s kernel follows: lighter, without names or packets'],
];

/** What else may be said of a host: its name, how packets are captured, what flows are made of, who else tells flows. */
export function ConnectOptions(props: { draft: HostDraft; onChange: (draft: HostDraft) => void }): JSX.Element {
  const { draft } = props;
  const id = useId();
  const change = (part: Partial<HostDraft>): void => props.onChange({ ...draft, ...part });
  const collector = readCollector(draft.collectorAddress, draft.collectorPort);
  const wrong = (field: 'address' | 'port'): { 'aria-invalid': boolean; 'aria-describedby': string } => ({
    'aria-invalid': !collector.ok && collector.field === field,
    'aria-describedby': `${id}-collector`,
  });
  return (
    <>
      <label>
        <span>Name</span>
        <input
          className="text-input"
          value={draft.name}
          maxLength={100}
          placeholder="the host of the URI"
          onChange={(event) => change({ name: event.target.value })}
        />
      </label>
      <label className="connect-check">
        <input
          type="checkbox"
          checked={draft.capture}
          onChange={(event) => change({ capture: event.target.checked })}
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
          onChange={(event) => change({ capturePrefix: event.target.value })}
        />
      </label>
      <fieldset className="connect-choice">
        <legend>Flows are made of</legend>
        {sources.map(([value, name, words]) => (
          <label key={value} className="connect-check">
            <input
              type="radio"
              name={`${id}-flows`}
              checked={draft.flows === value}
              onChange={() => change({ flows: value })}
            />
            <span>
              {name} <span className="third">{words}</span>
            </span>
          </label>
        ))}
      </fieldset>
      <label className="connect-check">
        <input type="checkbox" checked={draft.agents} onChange={(event) => change({ agents: event.target.checked })} />
        <span>
          Hear agents inside the VMs{' '}
          <span className="third">opens a second connection that may write, for their channels and nothing else</span>
        </span>
      </label>
      <fieldset className="connect-choice">
        <legend>Flows the switch exports</legend>
        <label>
          <span>Address</span>
          <input
            className="text-input mono"
            aria-label="Collector address"
            value={draft.collectorAddress}
            maxLength={64}
            spellCheck={false}
            autoComplete="off"
            placeholder="none"
            onChange={(event) => change({ collectorAddress: event.target.value })}
            {...wrong('address')}
          />
        </label>
        <label>
          <span>UDP port</span>
          <input
            className="text-input mono connect-port"
            aria-label="UDP port of the collector"
            inputMode="numeric"
            value={draft.collectorPort}
            maxLength={8}
            autoComplete="off"
            placeholder="4739"
            onChange={(event) => change({ collectorPort: event.target.value })}
            {...wrong('port')}
          />
        </label>
        <p id={`${id}-collector`} className={collector.ok ? 'third' : 'connect-wrong'} aria-live="polite">
          {collector.ok
            ? 'Where this machine hears IPFIX, NetFlow or sFlow, beside what the host tells; empty for none.'
            : collector.problem}
        </p>
      </fieldset>
    </>
  );
}
