import { spawnSync } from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
import { appendFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { argsOf, nameOf } from '../../../../native/libvirt/testing/fake-daemon.ts';
import { failureOf, GUEST, partFromDaemons, startDaemon } from '../../../../native/libvirt/testing/meet-daemon.ts';
import { CHANNEL_DEVICE } from '../../install/channel-device.ts';
import { QemuGuestAgent } from './guest-agent.ts';
import { GuestDomain } from './guest-domain.ts';
import { putAgent } from './put-agent.ts';

const folders: string[] = [];
let domain: GuestDomain | null = null;
afterEach(async () => {
  await domain?.close();
  domain = null;
  await partFromDaemons();
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
});
const { signal } = new AbortController();

interface Command {
  execute: string;
  arguments: Record<string, never> & { path: string; handle: number; pid: number; 'buf-b64': string; arg: string[] };
}

/** A guest whose agent writes real files, into a folder, and runs real programs; unless `instead` answers for it. */
async function startGuest(instead: (command: Command) => string | number | null = () => null) {
  const folder = mkdtempSync(join(tmpdir(), 'guest-'));
  folders.push(folder);
  const scripts: string[] = [];
  const files: string[] = [];
  const runs: object[] = [];
  const attached: [string, number][] = [];
  let xml = '<domain><devices/></domain>';
  const obey = (command: Command): object | number => {
    const { execute, arguments: args } = command;
    if (execute === 'guest-info') {
      const names = ['file-open', 'file-write', 'file-close', 'exec', 'exec-status'];
      return { version: '7', supported_commands: names.map((name) => ({ name: `guest-${name}`, enabled: true })) };
    }
    if (execute === 'guest-file-open') {
      const path = join(folder, args.path.replaceAll('/', '_'));
      writeFileSync(path, '');
      return files.push(path) - 1;
    }
    if (execute === 'guest-file-write') {
      // It may write less than it got.
      const bytes = Buffer.from(args['buf-b64'], 'base64').subarray(0, 100_000);
      appendFileSync(files[args.handle] ?? '', bytes);
      return { count: bytes.length, eof: false };
    }
    if (execute === 'guest-exec') {
      scripts.push(args.arg[1] ?? '');
      const { status, stdout, stderr } = spawnSync('sh', ['-c', 'echo guest; echo odd >&2; exit 0']);
      const data = { 'out-data': stdout.toString('base64'), 'err-data': stderr.toString('base64') };
      return { pid: runs.push({ exited: true, exitcode: status, ...data }) - 1 };
    }
    if (execute === 'guest-exec-status') return runs[args.pid] ?? {};
    return {};
  };
  const daemon = await startDaemon((frame, client) => {
    const name = nameOf(frame);
    if (name === 'CONNECT_LIST_ALL_DOMAINS') client.answer(frame, name, { domains: [GUEST], ret: 1 });
    else if (name === 'DOMAIN_GET_XML_DESC') client.answer(frame, name, { xml });
    else if (name === 'DOMAIN_ATTACH_DEVICE_FLAGS') {
      const { xml: device, flags } = argsOf(frame, name);
      attached.push([device, flags]);
      if (flags === 1 && attached.length > 2) client.refuse(frame, 55, 'no more ports');
      else {
        xml = `<domain><devices>${device}</devices></domain>`;
        client.answer(frame, name, {});
      }
    } else if (name === 'QEMU_DOMAIN_AGENT_COMMAND') {
      const command = JSON.parse(argsOf(frame, name).cmd) as Command;
      const other = instead(command);
      if (typeof other === 'number') client.refuse(frame, other, 'it does not');
      else client.answer(frame, name, { result: other ?? JSON.stringify({ return: obey(command) }) });
    } else return undefined;
    return true;
  });
  domain = await GuestDomain.find(daemon.uri, 'web', signal);
  return { daemon, domain, folder, scripts, files, attached, forget: () => (xml = '<domain><devices/></domain>') };
}

describe('the agent, put into a guest by the guest agent of QEMU', () => {
  it('arrives whole, however little is written at once, and is installed by its script', async () => {
    const guest = await startGuest();
    const bytes = randomBytes(700_000);
    const sha256 = createHash('sha256').update(bytes).digest('hex');
    const shares: number[] = [];
    const told = await putAgent(guest.domain, { path: '', bytes, sha256 }, (share) => shares.push(share), signal);
    expect(told).toBe('guest');
    expect(readFileSync(guest.files[0] ?? '').equals(bytes)).toBe(true);
    expect(shares.at(-1)).toBe(1);
    expect(shares).toEqual(shares.toSorted((a, b) => a - b));
    const [script] = guest.scripts;
    expect(script).toContain("cp '/var/tmp/mien-agent.arriving' ");
    expect(script).toContain(sha256);
    expect(guest.scripts).toHaveLength(1);
  });

  it.each([
    ['no channel for it', () => 74, 'org.qemu.guest_agent.0'],
    ['no answer', () => 86, 'start qemu-guest-agent'],
    ['another refusal', () => 1, 'it does not'],
    ['garbage', () => '{"return', 'something else'],
    [
      'what may not be done',
      (command: Command) => (command.execute === 'guest-info' ? '{"return":{"supported_commands":[]}}' : null),
      'guest-exec',
    ],
    [
      'more written than was given',
      (command: Command) => (command.execute === 'guest-file-write' ? '{"return":{"count":999999999}}' : null),
      'something else',
    ],
    [
      'a script that fails',
      (command: Command) =>
        command.execute === 'guest-exec-status' ? '{"return":{"exited":true,"exitcode":3,"err-data":"bm8="}}' : null,
      'failed in the guest (3): no',
    ],
  ])('says what to do about %s', async (_name, instead, words) => {
    const guest = await startGuest(instead);
    const program = { path: '', bytes: Buffer.alloc(10), sha256: '0'.repeat(64) };
    const failure = await failureOf(putAgent(guest.domain, program, () => {}, signal));
    expect(failure.message).toContain(words);
  });

  it('is given up when asked to while a program runs', async () => {
    const { domain: guest } = await startGuest(({ execute }) =>
      execute === 'guest-exec-status' ? '{"return":{"exited":false}}' : null,
    );
    const control = new AbortController();
    const running = failureOf(new QemuGuestAgent(guest.connection, guest.dom, control.signal).run('sleep 100'));
    control.abort(new Error('enough'));
    expect((await running).message).toBe('enough');
  });
});

describe('a VM', () => {
  it('is found by name or UUID, and gets the channel where it is missing', async () => {
    const { daemon, domain: guest, attached, forget } = await startGuest();
    const before = await guest.channel();
    expect(before).toEqual({ running: true, live: false, kept: false });
    expect(await guest.addChannel(before)).toEqual({ live: '', kept: '' });
    expect(attached).toEqual([
      [CHANNEL_DEVICE, 2],
      [CHANNEL_DEVICE, 1],
    ]);
    expect(await guest.channel()).toEqual({ running: true, live: true, kept: true });
    forget();
    expect(await guest.addChannel({ running: true, live: false, kept: true })).toEqual({
      live: 'no more ports',
      kept: '',
    });
    const again = await GuestDomain.find(daemon.uri, GUEST.uuid.toUpperCase(), signal);
    expect(again.dom).toEqual(GUEST);
    await again.close();
    expect((await failureOf(GuestDomain.find(daemon.uri, 'none', signal))).message).toContain('It has: web.');
    expect((await failureOf(GuestDomain.find('qemu:///system?socket=/none', 'web', signal))).message).toContain(
      '/none',
    );
  });
});
