import { expect, it } from 'vitest';
import { isOwnScript } from './trusted-scripts.ts';

it.each([
  ['/assets/worker-abc.js', 'http://127.0.0.1:5000/vm/1', true],
  ['http://127.0.0.1:5000/assets/worker.js', 'http://127.0.0.1:5000/', true],
  ['app://console/assets/worker.js', 'app://console/fleet', true],
  ['http://127.0.0.1:5001/assets/worker.js', 'http://127.0.0.1:5000/', false],
  ['https://evil.example/assets/worker.js', 'app://console/', false],
  ['//evil.example/assets/worker.js', 'app://console/', false],
  ['/upload/assets/worker.js', 'http://127.0.0.1:5000/', false],
  ['/assets/../upload/worker.js', 'http://127.0.0.1:5000/', false],
  ['data:text/javascript,1', 'app://console/', false],
  ['blob:http://127.0.0.1:5000/1', 'http://127.0.0.1:5000/', false],
  ['http://[', 'app://console/', false],
])('%s on %s: %s', (address, page, own) => expect(isOwnScript(address, page)).toBe(own));
