import type { FreeLayoutRequest } from './free-layout.ts';
import type { Position } from './group-layout.ts';

type Answer = (places: [id: string, place: Position][]) => void;

let worker: Worker | null = null;
let asked = 0;
const waiting = new Map<number, Answer>();

function startWorker(): Worker {
  const started = new Worker(new URL('./layout-worker.ts', import.meta.url), { type: 'module' });
  started.addEventListener('message', (event: MessageEvent<{ id: number; places: [string, Position][] }>) => {
    waiting.get(event.data.id)?.(event.data.places);
    waiting.delete(event.data.id);
  });
  return started;
}

/** Lets a worker place a graph by its springs; the answer comes while the page goes on drawing. */
export function askLayout(request: FreeLayoutRequest): Promise<[id: string, place: Position][]> {
  worker ??= startWorker();
  asked++;
  const id = asked;
  const answer = new Promise<[string, Position][]>((resolve) => {
    waiting.set(id, resolve);
  });
  worker.postMessage({ id, request }, { transfer: [] });
  return answer;
}
