import type { EventProcess, HostEvent } from '../../telemetry/host-event.ts';

/** Most characters of an event's record that are kept with it. */
const MAX_RAW = 64 * 1024;

/** What a source says of an event; the rest of a {@link HostEvent} is empty. */
export type ToldEvent = Pick<HostEvent, 'time' | 'source' | 'kind' | 'title'> &
  Partial<Omit<HostEvent, 'process' | 'raw'>> & { process?: Partial<EventProcess> | null; raw: string };

/** Completes and bounds an event. A record beyond 64 Ki characters is kept as the JSON text of `{cut: …}` with its beginning. */
export function createEvent(told: ToldEvent): HostEvent {
  return {
    time: told.time,
    source: told.source,
    host: (told.host ?? '').slice(0, 255),
    addresses: (told.addresses ?? []).slice(0, 16),
    kind: told.kind,
    title: oneLine(told.title, 256),
    detail: oneLine(told.detail ?? '', 2048),
    severity: told.severity ?? 'info',
    process: told.process === undefined || told.process === null ? null : createProcess(told.process),
    connection: told.connection ?? null,
    target: (told.target ?? '').slice(0, 1024),
    claimedTechniques: told.claimedTechniques ?? [],
    raw: told.raw.length <= MAX_RAW ? told.raw : JSON.stringify({ cut: told.raw.slice(0, MAX_RAW / 4) }),
  };
}

function createProcess(told: Partial<EventProcess>): EventProcess {
  const executable = (told.executable ?? '').slice(0, 1024);
  return {
    pid: told.pid ?? 0,
    name: (told.name ?? fileNameOf(executable)).slice(0, 255),
    executable,
    commandLine: (told.commandLine ?? '').slice(0, 4096),
    parentName: (told.parentName ?? '').slice(0, 255),
    user: (told.user ?? '').slice(0, 255),
  };
}

/** The last part of a Windows or Unix path. */
export function fileNameOf(path: string): string {
  return path.slice(Math.max(path.lastIndexOf('/'), path.lastIndexOf('\\')) + 1);
}

function oneLine(text: string, most: number): string {
  return text
    .slice(0, most)
    .replaceAll(/[\r\n\t]+/g, ' ')
    .trim();
}
