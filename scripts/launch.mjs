#!/usr/bin/env node
// The one door of the two README commands. Plain JavaScript for Node 18 and later: it brings the rest.
import { failed, Stop } from './launch/stop.mjs';
import { install } from './launch/install.mjs';
import { rerunUnderNewerNode } from './launch/runtime.mjs';

/** Verb → module that carries it out; loaded only under a Node that is new enough. */
const verbs = {
  start: () => import('./launch/start.mjs'),
  test: () => import('./launch/test.mjs'),
  build: () => import('./launch/build.mjs'),
  mien: () => import('./launch/mien.mjs'),
  run: () => import('./launch/run.mjs'),
};

const [verb = 'start', ...rest] = process.argv.slice(2);
try {
  if (!Object.hasOwn(verbs, verb)) {
    throw new Stop(`No such command: ${verb}. There are ${Object.keys(verbs).join(', ')}.`);
  }
  install();
  const code = await rerunUnderNewerNode(process.argv.slice(1));
  process.exitCode = code ?? (await (await verbs[verb]()).run(rest));
} catch (error) {
  process.exitCode = failed(error);
}
