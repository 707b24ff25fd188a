import { type JSX, useState } from 'react';
import type { TwinDetail } from '../../../shared/contract/twin.ts';
import { formatBytes } from '../../ui/format-bytes.ts';
import { formatShortCount } from '../../ui/format-count.ts';
import { HostileText } from '../../ui/HostileText.tsx';
import { channelWords } from './twin-channels.ts';
import { formatLevel } from './value-axis.ts';

/** Rows drawn at once. */
const most = 6;

/** What the baseline is made of: services and channels with their share of it, and how predictable each is. */
export function CompositionTable({ composition }: { composition: TwinDetail['composition'] }): JSX.Element {
  const [all, setAll] = useState(false);
  const ordered = composition.toSorted((a, b) => b.events - a.events);
  const shown = all ? ordered : ordered.slice(0, most);
  return (
    <section aria-labelledby="twin-composition">
      <h3 id="twin-composition" className="twin-rail-name">
        What it is made of
      </h3>
      {composition.length === 0 ? (
        <p className="second">Nothing yet.</p>
      ) : (
        <table className="twin-composition">
          <thead>
            <tr>
              <th scope="col">Service, channel</th>
              <th scope="col">Events</th>
              <th scope="col">Bits</th>
              <th scope="col">Size</th>
            </tr>
          </thead>
          <tbody>
            {shown.map((part) => (
              <tr key={`${part.channel} ${part.service}`}>
                <th scope="row">
                  <span className="twin-service">
                    <HostileText text={part.service === '' ? 'the VM' : part.service} cut />
                  </span>
                  <span className="third">
                    {channelWords[part.channel].toLowerCase()}
                    {part.threads > 1 ? `, ${formatShortCount(part.threads)} threads` : ''}
                  </span>
                </th>
                <td className="mono">{formatShortCount(part.events)}</td>
                <td className="mono" title="bits an event it takes to tell its stream: the fewer, the more predictable">
                  {formatLevel(part.entropy)}
                </td>
                <td className="mono">{formatBytes(part.bytes)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
      {ordered.length > most ? (
        <button type="button" className="link-button" aria-expanded={all} onClick={() => setAll(!all)}>
          {all ? 'Fewer' : `${String(ordered.length - most)} more`}
        </button>
      ) : null}
    </section>
  );
}
