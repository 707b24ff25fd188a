import { type FreeLayoutRequest, layoutFreely } from './free-layout.ts';

// The page keeps drawing while the springs settle.
self.addEventListener('message', (event: MessageEvent<{ id: number; request: FreeLayoutRequest }>) => {
  const { id, request } = event.data;
  self.postMessage({ id, places: layoutFreely(request) }, { transfer: [] });
});
