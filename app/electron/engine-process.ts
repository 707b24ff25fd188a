import { contract } from '../../shared/contract/contract.ts';
import { createServer } from '../../shared/rpc/server.ts';
import { openFirst } from '../open-first.ts';
import { startEngine } from '../start-engine.ts';
import type { EngineMessage } from './engine-host.ts';
import { createMainPortChannel } from './main-port-channel.ts';

const engine = startEngine('electron');

/** Opens what was named; a refusal stands in the console, where the session would. */
async function open(targets: readonly string[]): Promise<void> {
  const problem = await openFirst(engine, targets);
  if (problem !== '') process.stderr.write(`mien: ${problem}\n`);
}

process.parentPort.on('message', ({ data, ports }) => {
  // The shell is the only one that can speak here.
  const message = data as EngineMessage;
  if (message.kind === 'open') void open(message.targets);
  const [port] = ports;
  if (port !== undefined) createServer(contract, engine.handlers, createMainPortChannel(port), engine.sinks);
});

const targets = process.argv.slice(2);
if (!targets.includes('--resume')) await open(targets);
