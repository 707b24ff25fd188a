import { useNavigate } from '@tanstack/react-router';
import { useCallback } from 'react';
import { type AnswerOf, tellFailure, useCommand } from '../../data/queries.ts';
import { useSession } from '../../data/use-session.ts';
import { pauseView, useViewPaused } from '../../data/view-pause.ts';
import { findRecording } from '../live/find-recording.ts';
import { useToast } from '../../ui/Toasts.tsx';
import { chooseTheme, useDrawnTheme } from '../frame/theme.ts';
import { newPolicy } from '../policy/policy-search.ts';
import type { PaletteEntry } from './palette-entry.ts';

type Hit = AnswerOf<'search.find'>['hits'][number];

const kindWords = { subject: 'subject', peer: 'peer', name: 'name', alert: 'alert' } as const;

/** Places and commands of the console as it stands. */
export function usePaletteEntries(): PaletteEntry[] {
  const navigate = useNavigate();
  const { session, open } = useSession();
  const theme = useDrawnTheme();
  const toast = useToast();
  const stop = useCommand('session.stop', ['session.list']);
  const save = useCommand('session.save', ['session.list']);
  const record = useCommand('record.start', ['session.list']);
  const stopRecord = useCommand('record.stop', ['session.list']);
  const replay = useCommand('replay.start', ['session.list']);
  const paused = useViewPaused();
  const sample = useCommand('session.openSample', ['session.list']);
  const onError = (error: Error): void => toast(tellFailure(error), true);
  const go = (label: string, words: string, run: () => void): PaletteEntry => ({
    key: `go ${label}`,
    group: 'Go',
    label,
    detail: '',
    words: `go open ${words}`,
    run,
  });
  const act = (label: string, words: string, run: () => void): PaletteEntry => ({
    ...go(label, words, run),
    key: `do ${label}`,
    group: 'Do',
  });
  const entries = [
    go('Fleet', 'vms risk', () => void navigate({ to: '/fleet' })),
    go('Incidents', 'alerts story', () => void navigate({ to: '/incidents' })),
    go('Graph', 'dependencies edges', () => void navigate({ to: '/graph' })),
    go('Policies', 'rules enforce segmentation write', () => void navigate({ to: '/policy' })),
    go('Audit', 'who changed what record chain', () => void navigate({ to: '/audit' })),
    go('Intel', 'feeds threat intelligence reputation indicators', () => void navigate({ to: '/intel' })),
    go('Sessions', 'captures files recent', () => void navigate({ to: '/sessions' })),
    go('Hosts', 'settings libvirt watch live', () => void navigate({ to: '/settings', search: { section: 'hosts' } })),
    go('Settings', 'networks local', () => void navigate({ to: '/settings' })),
    go('Thresholds', 'settings', () => void navigate({ to: '/settings', search: { section: 'thresholds' } })),
    go('Personas and labels', 'settings', () => void navigate({ to: '/settings', search: { section: 'personas' } })),
    go('This machine', 'settings doctor', () => void navigate({ to: '/settings', search: { section: 'machine' } })),
    ...open.map((other) => ({
      ...go(
        other.name,
        'session',
        () => void navigate({ to: '/session/$id', params: { id: other.id }, search: { session: other.id } }),
      ),
      key: `session ${other.id}`,
      detail: 'session',
    })),
    act(
      'Watch a host…',
      'libvirt connect live add uri',
      () => void navigate({ to: '/settings', search: { section: 'hosts', add: true } }),
    ),
    act(
      'Add a feed…',
      'intel threat intelligence url file taxii',
      () => void navigate({ to: '/intel', search: { adds: 'url' } }),
    ),
    act(
      'Write a policy…',
      'new draft rules',
      () => void navigate({ to: '/policy/$name', params: { name: newPolicy }, search: { template: '' } }),
    ),
    act('Open a capture…', 'file path folder drop', () => void navigate({ to: '/sessions' })),
    act('Open the sample', 'session demo', () =>
      sample.mutate(
        {},
        {
          onSuccess: (opened) => void navigate({ to: '/fleet', search: { session: opened.session } }),
          onError,
        },
      ),
    ),
    act(theme === 'dark' ? 'Light theme' : 'Dark theme', 'toggle theme appearance', () =>
      chooseTheme(theme === 'dark' ? 'light' : 'dark'),
    ),
  ];
  if (session?.state === 'reading')
    entries.push(
      act('Stop reading, keep what is read', 'cancel', () => stop.mutate({ session: session.id }, { onError })),
    );
  const live = session?.live ?? null;
  if (session !== null && live !== null)
    entries.push(act(paused ? 'Let the view go on' : 'Pause view', 'hold still freeze live', () => pauseView(!paused)));
  if (session !== null && live?.kind === 'live')
    entries.push(
      live.recording === null
        ? act('Record what is watched', 'recording start mien keep', () =>
            record.mutate(
              { session: session.id },
              { onSuccess: ({ path }) => toast(`Recording to ${path}.`), onError },
            ),
          )
        : act('Stop recording and keep the file', 'recording end mien', () =>
            stopRecord.mutate(
              { session: session.id },
              { onSuccess: ({ path }) => toast(`Recorded ${path}.`), onError },
            ),
          ),
    );
  const recorded = session === null || live !== null ? null : findRecording(session);
  if (recorded !== null)
    entries.push(
      act('Replay this session', 'play speed scrubber', () =>
        replay.mutate(
          { path: recorded },
          {
            onSuccess: (begun) =>
              void navigate({ to: '/fleet', search: { session: begun.session, from: undefined, to: undefined } }),
            onError,
          },
        ),
      ),
    );
  if (session !== null && session.state !== 'failed' && live?.kind !== 'live')
    entries.push(
      act('Save this session as .mien', 'export keep', () =>
        save.mutate({ session: session.id }, { onSuccess: ({ path }) => toast(`Saved ${path}.`), onError }),
      ),
    );
  return entries;
}

/** Turns what the engine found into entries that lead there. */
export function useHitEntries(session: string | null): (hits: readonly Hit[]) => PaletteEntry[] {
  const navigate = useNavigate();
  return useCallback(
    (hits) =>
      hits.map((hit) => ({
        key: `hit ${hit.kind} ${hit.id}`,
        group: 'Found in this session',
        label: hit.label,
        detail: [kindWords[hit.kind], hit.detail].filter((part) => part !== '').join(', '),
        words: '',
        run: () => {
          if (session === null) return;
          if (hit.kind === 'subject') void navigate({ to: '/vm/$id', params: { id: hit.id }, search: { session } });
          else
            void navigate({
              to: '/session/$id',
              params: { id: session },
              search: {
                session,
                tab: 'flows',
                ...(hit.kind === 'alert' ? { alert: hit.id } : { filter: hit.filter }),
              },
            });
        },
      })),
    [navigate, session],
  );
}
