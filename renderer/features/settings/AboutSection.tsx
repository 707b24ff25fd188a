import type { JSX } from 'react';
import { useEngineQuery } from '../../data/queries.ts';
import { formatBytes } from '../../ui/format-bytes.ts';

/** Version, where things are kept, licences. */
export function AboutSection(): JSX.Element {
  const info = useEngineQuery('console.info', {});
  const facts = [
    ['Version', info.data?.version ?? ''],
    [
      'Shell',
      info.data === undefined ? '' : info.data.shell === 'electron' ? 'desktop window' : 'browser over loopback',
    ],
    ['Notes are signed', info.data?.user ?? ''],
    ['Store', info.data === undefined ? '' : `${info.data.storePath}, ${formatBytes(info.data.storeBytes)}`],
    ['Licence', 'Apache-2.0'],
    ['Typefaces', 'IBM Plex Sans, IBM Plex Mono (OFL-1.1)'],
    ['Techniques', 'ATT&CK® names and ids, © The MITRE Corporation'],
  ];
  return (
    <section className="settings-section" aria-label="About">
      <header className="settings-part-head">
        <h2 className="text-head">About Mien</h2>
      </header>
      <dl className="facts settings-facts">
        {facts.map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
    </section>
  );
}
