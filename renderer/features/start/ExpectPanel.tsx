import { type JSX, useState } from 'react';
import { Segmented } from '../../ui/Segmented.tsx';

const stages = {
  host: [
    ['seconds', 'VMs appear', 'Name, interfaces, disks, TPM. None is scored yet.'],
    ['1 min', 'Flows and rates', 'Who talks with whom and how much; processor, memory, disks.'],
    ['minutes', 'First personas', 'Marked uncertain while little was seen. Probabilities, never a single guess.'],
    ['as it goes', 'Risk and incidents', 'Every number opens to its evidence. Gaps and losses are told, not hidden.'],
    ['your call', 'Recording', 'Keeps what is watched as a session that replays at any speed.'],
  ],
  capture: [
    ['1 s', 'First rows', 'Flows and local hosts, while the rest is read.'],
    ['seconds', 'Names and services', 'From DNS, TLS, HTTP, DHCP and banners.'],
    ['on the way', 'Personas', 'Marked uncertain while little was seen. Probabilities, never a single guess.'],
    ['at the end', 'Risk and incidents', 'Every number opens to its evidence, down to the packets.'],
    ['your call', 'Notes and export', 'Just the packets that matter, as pcapng.'],
  ],
} as const;

/** What appears when, after a host was connected or a capture opened. */
export function ExpectPanel(): JSX.Element {
  const [door, setDoor] = useState<keyof typeof stages>('host');
  return (
    <section aria-label="What appears when">
      <header className="expect-head">
        <h2 className="text-head">{door === 'host' ? 'After you connect a host' : 'After you open a capture'}</h2>
        <Segmented
          label="Tell for"
          value={door}
          onChange={setDoor}
          segments={[
            { value: 'host', label: 'Host' },
            { value: 'capture', label: 'Capture' },
          ]}
        />
      </header>
      <ol className="stages">
        {stages[door].map(([when, title, text]) => (
          <li key={title}>
            <span className="mono third stage-when">{when}</span>
            <span className="stage-dot" aria-hidden="true" />
            <span>
              <span className="strong stage-title">{title}</span>
              <span className="second text-table">{text}</span>
            </span>
          </li>
        ))}
      </ol>
    </section>
  );
}
