import type { JSX } from 'react';
import { Button } from '../../ui/Button.tsx';
import { HostileText } from '../../ui/HostileText.tsx';
import { useToast } from '../../ui/Toasts.tsx';
import { readCommand } from './read-command.ts';
import './hosts.css';

/** A sentence that says what to do; a command in it stands in a box of its own, with a button that copies it. */
export function CommandText({ text }: { text: string }): JSX.Element {
  const parts = readCommand(text);
  const commands = parts.filter((part) => part.command);
  return (
    <span className="command-text">
      <span className="command-words">
        {parts.map((part, index) =>
          part.command ? (
            <code key={`${String(index)} ${part.text}`}>
              <HostileText text={part.text} />
            </code>
          ) : (
            <HostileText key={`${String(index)} ${part.text}`} text={part.text} />
          ),
        )}
      </span>
      {commands.map((part, index) => (
        <CopyButton key={`${String(index)} ${part.text}`} text={part.text} />
      ))}
    </span>
  );
}

/** Copies a text and says so. */
export function CopyButton({
  text,
  label,
  children = 'Copy',
}: {
  text: string;
  label?: string;
  children?: string;
}): JSX.Element {
  const toast = useToast();
  return (
    <Button
      kind="ghost"
      label={label ?? `Copy the command ${text}`}
      onClick={() => {
        navigator.clipboard.writeText(text).then(
          () => toast('Copied.'),
          () => toast('The clipboard is not available here.', true),
        );
      }}
    >
      {children}
    </Button>
  );
}
