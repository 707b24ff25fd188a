/** One entry of a ZIP as found in its directory or by its local header. */
export interface ZipEntry {
  name: string;
  /** 0 stored, 8 deflated. */
  method: number;
  /** Where its data starts. */
  offset: number;
  /** Bytes of data in the file. */
  length: number;
  /** Bytes of content as declared, -1 where not known. */
  bytes: number;
  /** CRC-32 of the content, null where not known. */
  crc: number | null;
  /** False where the data breaks off. */
  whole: boolean;
}

/** Most entries of a session file. */
export const MAX_ENTRIES = 10_000;
