import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type PartSource, saveSessionFile, type SaveRequest } from './save-session-file.ts';

/** Content of the sample's capture: bytes that are no capture, but never repeat within a window. */
export const CAPTURE = Buffer.from(Array.from({ length: 50_000 }, (_none, at) => (at * 31 + (at >> 7)) & 255));
/** Content of the sample's events. */
export const EVENTS = Array.from({ length: 2000 }, (_none, at) =>
  JSON.stringify({ time: at, kind: 'process', title: `started ${at}` }),
).join('\n');

/** A folder with a sound session file, `sound.mien`, and its capture. */
export interface SampleFolder {
  path: string;
  sound: Buffer;
  /** Writes a file into the folder; its path. */
  place(name: string, bytes: Uint8Array): string;
  request(name: string, parts?: readonly PartSource[]): SaveRequest;
}

/** Makes a {@link SampleFolder} in the system's folder for temporary files. */
export async function createSampleFolder(): Promise<SampleFolder> {
  const path = mkdtempSync(join(tmpdir(), 'mien-session-'));
  const place = (name: string, bytes: Uint8Array): string => {
    writeFileSync(join(path, name), bytes);
    return join(path, name);
  };
  place('eth0.pcapng', CAPTURE);
  const request = (name: string, parts?: readonly PartSource[]): SaveRequest => sampleRequest(path, name, parts);
  const outcome = await saveSessionFile(request('sound.mien'));
  if (!outcome.ok) throw new Error(outcome.sentence);
  return { path, sound: readFileSync(join(path, 'sound.mien')), place, request };
}

function sampleRequest(folder: string, name: string, parts?: readonly PartSource[]): SaveRequest {
  return {
    path: join(folder, name),
    outline: {
      tool: { name: 'mien', version: '0.1.0' },
      created: '2026-01-02T03:04:05.000Z',
      name: 'A night in the lab',
      subjects: [{ id: '10.0.0.5', name: 'web-1', uuid: null, addresses: ['10.0.0.5'], macs: [], role: 'web' }],
      localNetworks: ['10.0.0.0/24'],
      clocks: [],
      redactions: [],
    },
    parts: parts ?? [
      { name: 'net/eth0.pcapng', from: { path: join(folder, 'eth0.pcapng') }, source: 'eth0.pcapng' },
      { name: 'events/host.ndjson', from: { text: EVENTS }, compress: true },
      { name: 'net/part.pcap', from: { path: join(folder, 'eth0.pcapng'), offset: 100, length: 900 } },
      { name: 'logs/zeek/conn.log', from: { text: '' } },
    ],
    notes: [
      {
        id: 1,
        text: 'look here',
        author: 'a',
        writtenAt: 5,
        time: null,
        window: null,
        filter: '',
        flow: null,
        packet: null,
        subject: null,
      },
    ],
  };
}
