import type { JSX } from 'react';
import { Segmented } from '../../ui/Segmented.tsx';
import { chooseTheme, useTheme } from '../frame/theme.ts';

/** Dark, light, or as the system says. */
export function AppearanceSection(): JSX.Element {
  const theme = useTheme();
  return (
    <section className="settings-section" aria-label="Appearance">
      <header className="settings-part-head">
        <h2 className="text-head">Appearance</h2>
      </header>
      <div className="settings-choice">
        <span className="third">Theme</span>
        <Segmented
          label="Theme"
          value={theme}
          onChange={chooseTheme}
          segments={[
            { value: 'dark', label: 'Dark' },
            { value: 'light', label: 'Light' },
            { value: 'system', label: 'As the system' },
          ]}
        />
        <span className="third">
          Marks, hatches and words tell what hue tells, in both. Motion follows the system: reduced there, none here.
        </span>
      </div>
    </section>
  );
}
