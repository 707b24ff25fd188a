import { useNavigate, useSearch } from '@tanstack/react-router';
import type { TimeWindow } from '../../../shared/units.ts';
import { useSession } from '../../data/use-session.ts';
import { windowOf } from '../../routes/search.ts';
import { shiftRange, zoomRange } from '../../ui/brush-range.ts';
import { useShortcut } from '../../ui/use-shortcut.ts';

/** Sets the window of time in the URL; null shows the whole session. */
export function useSetWindow(): (window: TimeWindow | null) => void {
  const navigate = useNavigate();
  return (window) => {
    void navigate({
      to: '.',
      search: (search) => ({
        ...search,
        from: window === null ? undefined : Math.round(window.from),
        to: window === null ? undefined : Math.round(window.to),
      }),
      replace: true,
    });
  };
}

/** The window of time of the screen: as the URL says, null for the whole session. */
export function useWindow(): TimeWindow | null {
  const from = useSearch({ strict: false, select: (search) => search.from });
  const to = useSearch({ strict: false, select: (search) => search.to });
  return windowOf({ from, to });
}

/** `,` and `.` move the window earlier and later by half; with Shift they zoom in and out. */
export function useWindowKeys(): void {
  const { session } = useSession();
  const window = useWindow();
  const setWindow = useSetWindow();
  const change = (make: (axis: TimeWindow, range: TimeWindow) => TimeWindow): void => {
    if (session?.start === null || session?.end === null || session === null) return;
    const axis = { from: session.start, to: session.end };
    const next = make(axis, window ?? axis);
    setWindow(next.from <= axis.from && next.to >= axis.to ? null : next);
  };
  useShortcut(',', () => change((axis, range) => shiftRange(axis, range, (range.from - range.to) / 2)));
  useShortcut('.', () => change((axis, range) => shiftRange(axis, range, (range.to - range.from) / 2)));
  useShortcut('<', () => change((axis, range) => zoomRange(axis, range, 0.5, 1e6)));
  useShortcut('>', () => change((axis, range) => zoomRange(axis, range, 2, 1e6)));
}
