import { useNavigate } from '@tanstack/react-router';
import { useRef, useState } from 'react';
import { tellFailure, useCommand } from '../../data/queries.ts';
import { deliverFile } from './deliver-file.ts';

/** A file on its way to the engine; `sent` 0 to 1. */
export interface Sending {
  name: string;
  sent: number;
}

/** The ways into a session, and how the last one went. */
export interface Opening {
  openPaths: (paths: string[]) => void;
  openFiles: (files: File[]) => void;
  openSample: () => void;
  cancel: () => void;
  busy: boolean;
  sending: Sending | null;
  /** Why the last try opened nothing; null where it did, or none was made. What was open stays open. */
  failure: { what: string; why: string } | null;
}

/** Opens captures by path, by file or the sample, and goes to the session. */
export function useOpening(): Opening {
  const navigate = useNavigate();
  const open = useCommand('session.open', ['session.list']);
  const sample = useCommand('session.openSample', ['session.list']);
  const [sending, setSending] = useState<Sending | null>(null);
  const [failure, setFailure] = useState<Opening['failure']>(null);
  const stop = useRef<AbortController | null>(null);
  const go = ({ session }: { session: string }): void => {
    void navigate({ to: '/session/$id', params: { id: session }, search: { session } });
  };
  const fail = (what: string) => (error: Error) => setFailure({ what, why: tellFailure(error) });
  const openPaths = (paths: string[]): void => {
    setFailure(null);
    open.mutate(
      { paths },
      { onSuccess: go, onError: fail(paths.length === 1 ? (paths[0] ?? '') : `${paths.length} files`) },
    );
  };
  const openFiles = async (files: File[]): Promise<void> => {
    setFailure(null);
    const controller = new AbortController();
    stop.current = controller;
    const paths: string[] = [];
    for (const file of files) {
      try {
        setSending({ name: file.name, sent: 0 });
        paths.push(await deliverFile(file, (sent) => setSending({ name: file.name, sent }), controller.signal));
      } catch (error) {
        setSending(null);
        if (!controller.signal.aborted) fail(file.name)(error instanceof Error ? error : new Error(String(error)));
        return;
      }
    }
    setSending(null);
    if (paths.length > 0) openPaths(paths);
  };
  return {
    openPaths,
    openFiles: (files) => void openFiles(files),
    openSample: () => {
      setFailure(null);
      sample.mutate({}, { onSuccess: go, onError: fail('the sample') });
    },
    cancel: () => stop.current?.abort(),
    busy: open.isPending || sample.isPending || sending !== null,
    sending,
    failure,
  };
}
