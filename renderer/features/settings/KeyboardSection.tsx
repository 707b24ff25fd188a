import type { JSX } from 'react';
import { keyMap } from './key-map.ts';

/** All keys of the console. */
export function KeyboardSection(): JSX.Element {
  return (
    <section className="settings-section" aria-label="Keyboard">
      <header className="settings-part-head">
        <h2 className="text-head">Keyboard</h2>
        <span className="third text-table">single letters are inert while a text is typed</span>
      </header>
      <div className="settings-keys">
        {keyMap.map(([place, keys]) => (
          <section key={place}>
            <h3 className="text-caption third">{place}</h3>
            <dl>
              {keys.map(([key, does]) => (
                <div key={key}>
                  <dt>
                    <kbd className="key">{key}</kbd>
                  </dt>
                  <dd>{does}</dd>
                </div>
              ))}
            </dl>
          </section>
        ))}
      </div>
    </section>
  );
}
