import { constants, existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { copyFile, mkdir, rm, truncate } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { Refusal } from '../../../../shared/rpc/refusal.ts';
import { countSchema, microsSchema } from '../../../../shared/units.ts';
import type { KeptFile, RingSettings } from '../../live/live-capture.ts';
import type { LiveReply } from '../../live/live-messages.ts';
import type { ParserPacket } from '../../parser-messages.ts';
import type { ParserPort, SourceFile } from '../../parser-port.ts';

const listSchema = z.object({
  segments: countSchema,
  segmentBytes: countSchema,
  files: z.array(
    z.object({
      generation: countSchema,
      bytes: countSchema,
      packets: countSchema,
      start: microsSchema,
      end: microsSchema,
    }),
  ),
});

/** The files of a ring, as the child that writes them tells of them. */
export class PacketRing {
  /** Where they lie; generation g is in file g modulo their number. */
  readonly paths: readonly string[];
  private readonly settings: RingSettings;
  private readonly kept = new Map<number, KeptFile>();
  private readonly listPath: string;

  constructor(settings: RingSettings) {
    this.settings = settings;
    this.paths = Array.from({ length: settings.segments }, (_file, index) =>
      join(settings.folder, `packets-${String(index).padStart(3, '0')}.pcapng`),
    );
    this.listPath = join(settings.folder, 'ring.json');
    mkdirSync(settings.folder, { recursive: true, mode: 0o700 });
    for (const { generation, bytes, packets, start, end } of readList(this.listPath, settings))
      if (existsSync(this.pathOf(generation)))
        this.kept.set(generation, this.describe(generation, bytes, packets, start, end));
  }

  /** Generation of the newest file, -1 while there is none. */
  get newest(): number {
    return Math.max(-1, ...this.kept.keys());
  }

  /** @returns the file that is full now, null where the told one is not new */
  take(told: Extract<LiveReply, { type: 'live-file' }>): KeptFile | null {
    const { generation, bytes, packets, start, end } = told;
    const isNew = !this.kept.has(generation);
    this.kept.set(generation, this.describe(generation, bytes, packets, start, end));
    this.writeList();
    if (!isNew) return null;
    // The oldest is overwritten next, before we hear of it: it is given up a file's time early.
    for (const old of this.kept.keys()) if (old <= generation - this.settings.segments + 1) this.kept.delete(old);
    return this.kept.get(generation - 1) ?? null;
  }

  files(): KeptFile[] {
    return [...this.kept.values()].toSorted((a, b) => a.generation - b.generation);
  }

  /** See `LiveCapture.packets`. */
  async packets(
    parser: ParserPort,
    generation: number,
    index: readonly Uint8Array[],
    describe: boolean,
  ): Promise<(ParserPacket | null)[]> {
    this.demand(generation);
    const slot = generation % this.settings.segments;
    const packets = await parser.packets(this.slots(), slot, index, describe);
    // Overwritten while they were read, they are packets of somebody else.
    this.demand(generation);
    return packets;
  }

  /** See `LiveCapture.keep`. */
  async keep(from: number, to: number, folder: string): Promise<KeptFile[]> {
    await mkdir(folder, { recursive: true });
    const wanted = this.files().filter((file) => file.packets > 0 && file.start <= to && file.end >= from);
    const copies: KeptFile[] = [];
    for (const file of wanted) {
      const path = join(folder, file.name);
      await copyFile(file.path, path, constants.COPYFILE_FICLONE);
      // The one being written has grown since: what is told of holds whole blocks.
      await truncate(path, file.bytes);
      // Overwritten while it was copied.
      if (this.kept.has(file.generation)) copies.push({ ...file, path });
      else await rm(path);
    }
    return copies;
  }

  private demand(generation: number): void {
    if (!this.kept.has(generation))
      throw new Refusal('not-found', 'These packets were overwritten by newer ones; their flows are kept.');
  }

  /** All files, as far as they may ever reach: the child that reads single packets keeps them open. */
  private slots(): SourceFile[] {
    const bytes = this.settings.segmentBytes * 2;
    return this.paths.map((path) => ({ path, name: path, bytes, offset: 0, deflated: false, sha256: null }));
  }

  private pathOf(generation: number): string {
    return this.paths[generation % this.settings.segments] ?? '';
  }

  /** So that the next run knows what the files hold; losing the list loses no packet, only their way back. */
  private writeList(): void {
    const { segments, segmentBytes } = this.settings;
    const files = this.files().map(({ generation, bytes, packets, start, end }) => ({
      generation,
      bytes,
      packets,
      start,
      end,
    }));
    try {
      writeFileSync(`${this.listPath}.new`, JSON.stringify({ segments, segmentBytes, files }), { mode: 0o600 });
      renameSync(`${this.listPath}.new`, this.listPath);
    } catch {
      // A full disk is told where packets are written; the list of before stays.
    }
  }

  private describe(generation: number, bytes: number, packets: number, start: number, end: number): KeptFile {
    return {
      path: this.pathOf(generation),
      name: `packets-${String(generation).padStart(6, '0')}.pcapng`,
      bytes,
      offset: 0,
      deflated: false,
      sha256: null,
      generation,
      start,
      end,
      packets,
    };
  }
}

/** @returns nothing where there is no list, or one of a ring of another shape */
function readList(path: string, settings: RingSettings): z.infer<typeof listSchema>['files'] {
  try {
    const list = listSchema.parse(JSON.parse(readFileSync(path, 'utf8')));
    return list.segments === settings.segments ? list.files : [];
  } catch {
    return [];
  }
}
