import type { Note, Session } from '../../../shared/contract/session.ts';
import { formatClock, formatDay, formatExactClock, formatWindow } from '../../ui/format-time.ts';

/** What a note points to, in a word or two; '' where it points to nothing. */
export function tellTarget(note: Note): string {
  if (note.packet !== null) return `packet ${note.packet + 1}`;
  if (note.flow !== null) return 'flow';
  if (note.subject !== null) return 'subject';
  if (note.window !== null) return 'window';
  return note.filter === '' ? '' : 'filter';
}

/** Time of the evidence a note speaks of, else when it was written. */
export function tellTime(note: Note): string {
  return formatClock(note.time ?? note.window?.from ?? note.writtenAt * 1000);
}

function quoteLines(text: string): string {
  return text
    .split('\n')
    .map((line) => `> ${line}`)
    .join('\n');
}

/** The notes of a session as Markdown, each with what it points to. */
export function writeNotes(session: Session, notes: readonly Note[]): string {
  const parts = [`# Case notes: ${session.name}`, ''];
  for (const file of session.files)
    parts.push(`- ${file.path}${file.sha256 === null ? '' : `, sha256 ${file.sha256}`}`);
  for (const note of notes) {
    const facts = [
      note.time === null ? '' : `${formatDay(note.time)} ${formatExactClock(note.time)} UTC`,
      note.window === null ? '' : `window ${formatWindow(note.window.from, note.window.to)}`,
      note.filter === '' ? '' : `filter \`${note.filter.replaceAll('`', "'")}\``,
      note.flow === null ? '' : `flow ${note.flow}`,
      note.packet === null ? '' : `packet ${note.packet + 1}`,
    ].filter((fact) => fact !== '');
    const written = new Date(note.writtenAt).toISOString();
    parts.push(
      '',
      `## ${tellTime(note)}`,
      '',
      quoteLines(note.text),
      '',
      [...facts, `${note.author}, ${written}`].join('; '),
    );
  }
  return `${parts.join('\n')}\n`;
}
