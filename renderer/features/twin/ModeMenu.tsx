import { ChevronDown } from 'lucide-react';
import type { JSX } from 'react';
import type { TwinDetail } from '../../../shared/contract/twin.ts';
import { tellFailure, useCommand } from '../../data/queries.ts';
import { Menu } from '../../ui/Menu.tsx';
import { useToast } from '../../ui/Toasts.tsx';
import { modes, tellStep } from './twin-words.ts';

/** The mode of a twin, and the way to promote or demote it. */
export function ModeMenu(props: { session: string; id: string; mode: TwinDetail['mode'] }): JSX.Element {
  const { session, id, mode } = props;
  const toast = useToast();
  const change = useCommand('twin.mode', ['twin.get', 'twin.series']);
  return (
    <Menu
      label="Mode"
      align="right"
      buttonClass="twin-mode"
      head="Promoted by time and quiet; you may be ahead of it."
      button={
        <>
          {mode}
          <ChevronDown size={12} aria-hidden="true" />
        </>
      }
      items={modes.map(({ value, does }) => ({
        key: value,
        label: value,
        detail: [does, tellStep(mode, value)].filter((word) => word !== '').join(', '),
        checked: value === mode,
        onPick: () => {
          if (value === mode) return;
          change.mutate(
            { session, id, mode: value },
            {
              onSuccess: () => toast(`The twin is in ${value} mode: ${does}`),
              onError: (error) => toast(tellFailure(error), true),
            },
          );
        },
      }))}
    />
  );
}
