import { type JSX, useEffect, useRef, useState } from 'react';
import type { SubjectRow } from '../../../shared/contract/subject.ts';
import { useEngineQuery } from '../../data/queries.ts';
import { findRise, knowRisks, type KnownRisks } from './find-rise.ts';

/** Milliseconds between two messages at least: more would talk over what is being read. */
const quiet = 5000;
const none: readonly SubjectRow[] = [];

/** Tells screen readers of a VM of a watch that rose into a worse band, at most one message in 5 s. */
export function LiveAnnouncer({ session }: { session: string }): JSX.Element {
  const rows = useEngineQuery('subject.list', { session }).data?.rows ?? none;
  const known = useRef<{ session: string; risks: KnownRisks; said: number }>({ session, risks: new Map(), said: 0 });
  const [words, setWords] = useState('');
  useEffect(() => {
    const before = known.current;
    if (before.session !== session) {
      known.current = { session, risks: knowRisks(rows), said: 0 };
      return;
    }
    // What rises while one message stands is told with the next.
    if (Date.now() - before.said < quiet) return;
    const rise = findRise(before.risks, rows);
    known.current = { session, risks: knowRisks(rows), said: rise === '' ? 0 : Date.now() };
    if (rise !== '') setWords(rise);
  }, [rows, session]);
  return (
    <p className="visually-hidden" role="status">
      {words}
    </p>
  );
}
