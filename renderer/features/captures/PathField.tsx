import { type JSX, useState } from 'react';
import { Button } from '../../ui/Button.tsx';
import type { Opening } from './use-opening.ts';

/** Opens what stands at a path of the engine's machine: a file, a folder, a saved session. */
export function PathField({ opening }: { opening: Opening }): JSX.Element {
  const [path, setPath] = useState('');
  return (
    <form
      className="path-field"
      onSubmit={(event) => {
        event.preventDefault();
        if (path.trim() !== '') opening.openPaths([path.trim()]);
      }}
    >
      <input
        type="text"
        className="text-input mono"
        aria-label="Path of a capture, folder or saved session"
        placeholder="/path/to/capture.pcapng, a folder, or a saved .mien"
        spellCheck={false}
        autoComplete="off"
        maxLength={4096}
        value={path}
        onChange={(event) => setPath(event.target.value)}
      />
      <Button type="submit" busy={opening.busy} disabledReason={path.trim() === '' ? 'write a path first' : ''}>
        Open
      </Button>
    </form>
  );
}
