import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { encodeAgentMessage } from '../../../native/agentlink/encode-agent-message.test-support.ts';
import { sampleHello, sampleStatus } from '../../../native/agentlink/sample-messages.test-support.ts';
import { MESSAGE, STATUS } from '../../../native/libvirt/frame.ts';
import { argsOf, nameOf } from '../../../native/libvirt/testing/fake-daemon.ts';
import { GUEST, partFromDaemons, startDaemon } from '../../../native/libvirt/testing/meet-daemon.ts';
import { listGuests } from '../../hosts/io/install/list-guests.ts';
import { CHANNEL_DEVICE } from '../../hosts/install/channel-device.ts';
import { meetAgents } from './meet-agents.ts';

const root = join(import.meta.dirname, '..', '..', '..');
const node = process.execPath;
const home = mkdtempSync(join(tmpdir(), 'meet-'));
const programs = {
  parser: { node, entry: join(root, 'app', 'parser', 'parser.ts'), codeRoot: root },
  hosts: { node, entry: join(root, 'app', 'host', 'host.ts') },
  home,
};
const mute = { name: 'mute', uuid: '6695eb01-f6a4-8304-79aa-97f2502e1940', id: 2 };
const off = { name: 'off', uuid: '6695eb01-f6a4-8304-79aa-97f2502e1941', id: -1 };
afterEach(async () => {
  await partFromDaemons();
  rmSync(home, { recursive: true, force: true });
});

/** A host of which one VM has an agent that speaks, one has none, and one is off. */
const startHost = () =>
  startDaemon((frame, client) => {
    const name = nameOf(frame);
    if (name === 'CONNECT_LIST_ALL_DOMAINS') client.answer(frame, name, { domains: [off, mute, GUEST], ret: 3 });
    else if (name === 'DOMAIN_LOOKUP_BY_UUID') {
      const { uuid } = argsOf(frame, name);
      client.answer(frame, name, { dom: [off, mute, GUEST].find((dom) => dom.uuid === uuid) ?? off });
    } else if (name === 'DOMAIN_GET_STATE') {
      client.answer(frame, name, { state: argsOf(frame, name).dom.id < 0 ? 5 : 1, reason: 0 });
    } else if (name === 'DOMAIN_GET_XML_DESC') {
      const { uuid } = argsOf(frame, name).dom;
      client.answer(frame, name, { xml: `<domain><uuid>${uuid}</uuid><devices>${CHANNEL_DEVICE}</devices></domain>` });
    } else if (name === 'DOMAIN_OPEN_CHANNEL') {
      client.answer(frame, name, {});
      if (argsOf(frame, name).dom.uuid === mute.uuid) return true;
      const said = [encodeAgentMessage(sampleHello, 1), encodeAgentMessage(sampleStatus, 2)];
      client.send({ ...frame, type: MESSAGE.stream, status: STATUS.continue, body: Buffer.concat(said) });
    } else return frame.type === MESSAGE.stream ? true : undefined;
    return true;
  });

describe('agents of a host', () => {
  it('are met over their channels; one that is not there stays silent', async () => {
    const { uri } = await startHost();
    const listed = await listGuests(uri);
    expect(listed).toEqual({
      guests: [
        { uuid: mute.uuid, name: 'mute', runs: true, channels: ['org.mien.agent.0'] },
        { uuid: off.uuid, name: 'off', runs: false, channels: ['org.mien.agent.0'] },
        { uuid: GUEST.uuid, name: 'web', runs: true, channels: ['org.mien.agent.0'] },
      ],
    });
    const signal = AbortSignal.timeout(30_000);
    const met = await meetAgents(
      uri,
      [mute, GUEST],
      programs,
      (all) => all.some(({ state }) => state === 'up'),
      signal,
    );
    expect(met).toMatchObject([
      { uuid: mute.uuid, state: expect.stringMatching(/silent|closed/), hello: null },
      {
        uuid: GUEST.uuid,
        state: 'up',
        hello: { version: '0.1.0', bootId: sampleHello.bootId, syscalls: 'bpf' },
        lost: 0,
      },
    ]);
    expect(await meetAgents(uri, [mute], programs, () => false, AbortSignal.timeout(100))).toMatchObject([
      { hello: null },
    ]);
    expect(await listGuests('qemu:///system?socket=/none')).toMatchObject({
      problem: expect.stringContaining('/none'),
    });
  }, 60_000);
});
