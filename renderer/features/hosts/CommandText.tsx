import type { JSX } from 'react';
import { Button } from '../../ui/Button.tsx';
import { HostileText } from '../../ui/HostileText.tsx';
import { useToast } from '../../ui/Toasts.tsx';
import { readCommand } from './read-command.ts';
import './hosts.css';

/** A sentence that says what to do, with a button for each command in it that copies it. */
export function CommandText({ text }: { text: string }): JSX.Element {
  const parts = readCommand(text);
  // A single word is the name of something, no command to run.
  const commands = parts.filter((part) => part.command && part.text.includes(' '));
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
        <CopyButton key={`${String(index)} ${part.text}`} text={part.text} kind="default">
          Copy command
        </CopyButton>
      ))}
    </span>
  );
}

/** Copies a text and says so. */
export function CopyButton({
  text,
  label,
  kind = 'ghost',
  children,
}: {
  text: string;
  label?: string;
  kind?: 'default' | 'ghost';
  children: string;
}): JSX.Element {
  const toast = useToast();
  return (
    <Button
      kind={kind}
      label={label ?? `Copy command ${text}`}
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
