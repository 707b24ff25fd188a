import type { HostCheck } from '../../../shared/contract/host.ts';
import { parseUri } from '../../../native/libvirt/parse-uri.ts';
import { explainFailure } from '../explain-failure.ts';
import type { HostSettings } from '../host-port.ts';
import type { HostProblem } from '../host-problem.ts';
import { type HostLink, LinkError, problemOf, type QuickSample } from '../watch/host-link.ts';
import { checkAgents } from './check-agents.ts';
import { checkCapture } from './check-capture.ts';
import type { Check } from './host-check.ts';
import { createLinkOpener } from './open-link.ts';
import { placeOf, toProblem } from './to-problem.ts';

/** Milliseconds that a VM's process has to answer. */
const PROCESS_DEADLINE = 1500;
/** VMs whose processes are asked. */
const SOME = 3;

/** Kinds of problems that come after the host was reached. */
const afterReach: ReadonlySet<HostProblem['kind']> = new Set([
  'authentication',
  'permission',
  'certificate',
  'host-key',
  'too-old',
  'libvirt',
] as const);

/** Tells all checks so far. */
type Say = (message: { type: 'checks'; checks: HostCheck[]; done: boolean }) => void;

/** Tests a URI line by line, and says what is lost where something fails. Nothing is written to the host. */
export async function runChecks(settings: HostSettings, say: Say, signal: AbortSignal): Promise<void> {
  const checks: HostCheck[] = [];
  const place = placeOf(settings.uri);
  /** Runs one check; what fails of the host becomes its result. */
  const check: Check = async (name, run) => {
    const started = performance.now();
    const add = (state: HostCheck['state'], result: string, action: string): void => {
      checks.push({ name, state, took: performance.now() - started, result: result.slice(0, 1000), action });
      say({ type: 'checks', checks, done: false });
    };
    try {
      const [value, result, action = '', state = action ? 'warning' : 'ok'] = await run();
      add(state, result, action);
      return value;
    } catch (thrown) {
      const failure = explainFailure(problemOf(thrown), place);
      add('failed', `${failure.title} ${failure.detail}`, failure.action);
      return null;
    }
  };
  const address = await check('URI', () => Promise.resolve(readAddress(settings.uri)));
  if (address) {
    const link = await openLink(settings, checks, say, signal);
    if (link) {
      try {
        await checkLink(link, check, settings, signal);
      } finally {
        await link.close();
      }
    }
  }
  say({ type: 'checks', checks, done: true });
}

function readAddress(uri: string): [true, string] {
  try {
    const { transport, host, driver } = parseUri(uri);
    const ways = { unix: 'its socket on this machine', tls: 'TLS', ssh: 'ssh', tcp: 'plain TCP' };
    return [true, `${driver} over ${ways[transport]}${host ? ` to ${host}` : ''}`];
  } catch (thrown) {
    throw new LinkError(toProblem(thrown));
  }
}

/** Reaching and logging in are one step of the connection, but two for whoever has to mend them. */
async function openLink(
  settings: HostSettings,
  checks: HostCheck[],
  say: Say,
  signal: AbortSignal,
): Promise<HostLink | null> {
  const started = performance.now();
  const add = (name: string, state: HostCheck['state'], result: string, action = ''): void => {
    checks.push({ name, state, took: performance.now() - started, result: result.slice(0, 1000), action });
    say({ type: 'checks', checks, done: false });
  };
  const place = placeOf(settings.uri);
  try {
    const link = await createLinkOpener(settings.uri)(() => {}, signal);
    add('Reach', 'ok', place.host || 'this machine');
    add('Log in', 'ok', 'read-only');
    add('Version', 'ok', link.daemon);
    return link;
  } catch (thrown) {
    const problem = problemOf(thrown);
    const failure = explainFailure(problem, place);
    const reached = afterReach.has(problem.kind);
    if (reached) add('Reach', 'ok', place.host || 'this machine');
    add(reached ? 'Log in' : 'Reach', 'failed', `${failure.title} ${failure.detail}`, failure.action);
    return null;
  }
}

async function checkLink(link: HostLink, check: Check, settings: HostSettings, signal: AbortSignal): Promise<void> {
  await check('VMs', async () => {
    const uuids = await link.list();
    const first = uuids[0] === undefined ? null : await link.describe(uuids[0]);
    const result = `${uuids.length} VMs${first ? `, such as ${first.name}` : ''}`;
    return [true, result, uuids.length === 0 ? 'There is nothing to watch yet: VMs show when they are made.' : ''];
  });
  const active =
    (await check('Interface counters', async (): Promise<[QuickSample[], string]> => {
      const samples = await link.quick();
      const interfaces = samples.reduce((sum, vm) => sum + vm.interfaces.length, 0);
      return [samples, `${samples.length} running VMs, ${interfaces} interfaces`];
    })) ?? [];
  await check('CPU, memory and disks', async () => {
    const some = active.filter(({ state }) => state === 'running').slice(0, SOME);
    if (some.length === 0) return [true, 'No VM runs: tried when one does.'];
    const answers = await link.deep(
      some.map(({ uuid }) => uuid),
      'cpu',
      PROCESS_DEADLINE,
    );
    const told = answers.filter(({ cpu, memory }) => cpu && memory).length;
    const lacking =
      'Without them personas know traffic only. Ask for read access to domains: docs/hosts.md has the rule.';
    return [true, `${told} of ${some.length} VMs tell`, told === 0 ? lacking : ''];
  });
  await check('Networks', async () => {
    const { networks, leases } = await link.networks();
    return [true, `${count(networks.length, 'network')}, ${count(leases.length, 'lease')}`];
  });
  // Subscribing is part of connecting: a daemon that refused it would have been told above.
  await check('Events', () => Promise.resolve([true, 'VMs that start, stop or change are told at once']));
  const tap = active.flatMap(({ interfaces }) => interfaces).find(({ name }) => name !== '')?.name;
  await checkCapture(settings, tap ?? 'lo', check, signal);
  await checkAgents(settings, check);
}

/** `1 lease`, `4 leases`. */
function count(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? '' : 's'}`;
}
