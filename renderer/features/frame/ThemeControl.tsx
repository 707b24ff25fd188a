import { Monitor, Moon, Sun } from 'lucide-react';
import type { JSX } from 'react';
import { Menu } from '../../ui/Menu.tsx';
import { chooseTheme, type Theme, useTheme } from './theme.ts';

const themes = [
  ['dark', 'Dark', Moon],
  ['light', 'Light', Sun],
  ['system', 'As the system', Monitor],
] as const satisfies readonly (readonly [Theme, string, typeof Sun])[];

/** Dark, light, or as the system says. */
export function ThemeControl(): JSX.Element {
  const theme = useTheme();
  const Icon = themes.find(([value]) => value === theme)?.[2] ?? Moon;
  return (
    <Menu
      label="Theme"
      iconOnly
      buttonClass="icon-button"
      align="right"
      button={<Icon size={16} strokeWidth={1.7} aria-hidden="true" />}
      items={themes.map(([value, label]) => ({
        key: value,
        label,
        checked: value === theme,
        onPick: () => chooseTheme(value),
      }))}
    />
  );
}
