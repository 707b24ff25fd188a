import { Pause, Play } from 'lucide-react';
import { type JSX, useEffect } from 'react';
import { pauseView, useViewPaused } from '../../data/view-pause.ts';
import { useShortcut } from '../../ui/use-shortcut.ts';
import './live.css';

/** Holds the view still while one reads; watching goes on behind it. */
export function PauseControl(): JSX.Element {
  const paused = useViewPaused();
  useShortcut('p', () => pauseView(!paused));
  // A screen without this control could not let the view go on.
  useEffect(() => () => pauseView(false), []);
  const Icon = paused ? Play : Pause;
  return (
    <button
      type="button"
      className={paused ? 'top-quiet top-held' : 'top-quiet'}
      aria-keyshortcuts="P"
      title={paused ? 'Rows and charts stand still; watching goes on' : 'Hold rows and charts still (P)'}
      onClick={() => pauseView(!paused)}
    >
      <Icon size={13} aria-hidden="true" />
      {paused ? 'View paused, go on' : 'Pause view'}
    </button>
  );
}
