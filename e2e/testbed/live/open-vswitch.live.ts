import { createSocket, type Socket } from 'node:dgram';
import { afterEach, describe, expect, it } from 'vitest';
import { testbed } from '../testbed.ts';

const sockets: Socket[] = [];
function listen(): Promise<{ port: number; received: Buffer[] }> {
  const socket = createSocket('udp4');
  const received: Buffer[] = [];
  sockets.push(socket);
  socket.on('message', (datagram) => received.push(datagram));
  return new Promise((resolve) => {
    socket.bind(0, '127.0.0.1', () => resolve({ port: socket.address().port, received }));
  });
}
afterEach(async () => {
  await testbed.call('ovs', 'down');
  for (const socket of sockets.splice(0)) socket.close();
});

describe('Open vSwitch', () => {
  it('exports the scripted traffic as IPFIX and sFlow, datagram by datagram', async () => {
    const [ipfix, sflow] = [await listen(), await listen()];
    await testbed.call('ovs', 'up', '--ipfix', String(ipfix.port), '--sflow', String(sflow.port));
    await testbed.call('ovs', 'traffic');
    await expect.poll(() => ipfix.received.length, { timeout: 30_000 }).toBeGreaterThan(40);
    await expect.poll(() => sflow.received.length, { timeout: 30_000 }).toBeGreaterThan(20);
    for (const datagram of ipfix.received) {
      expect([datagram.readUInt16BE(0), datagram.readUInt16BE(2)]).toEqual([10, datagram.length]);
    }
    for (const datagram of sflow.received) expect(datagram.readUInt32BE(0)).toBe(5);
  });
});
