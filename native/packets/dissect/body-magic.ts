import type { HttpRecord } from '../records.ts';
import { decodeLatin1 } from './text.ts';
import { readU32, readU32Le } from './numbers.ts';

/** Bytes of a body that `bodyMagic` looks at. */
export const MAGIC_BYTES = 64;

const SCRIPT =
  /^\s{0,16}(?:#!|<\?php|@echo off|<script|powershell|iex[ (]|function [\w-]{1,32}\s?[({]|\$\w{1,32}\s?=|set-strictmode|on error resume next|<job|<package)/i;

/** What a body is by its first bytes, or '' when they say nothing. */
export function bodyMagic(bytes: Uint8Array, start: number, end: number): HttpRecord['bodyMagic'] {
  if (end - start < 2) return '';
  const first = bytes[start] ?? 0;
  const second = bytes[start + 1] ?? 0;
  if (first === 0x4d && second === 0x5a) return 'pe';
  if (first === 0x1f && second === 0x8b) return 'gzip';
  if (end - start >= 4) {
    switch (readU32(bytes, start)) {
      case 0x7f454c46:
        return 'elf';
      case 0xfeedface:
      case 0xfeedfacf:
      case 0xcefaedfe:
      case 0xcffaedfe:
        return 'macho';
      case 0xcafebabe:
        // Shared by Java classes (major version 45 and up) and fat Mach-O files (a handful of architectures).
        return end - start >= 8 && readU32(bytes, start + 4) < 40 ? 'macho' : 'java-class';
      case 0xaced0005:
        return 'java-serialized';
      case 0x504b0304:
        return 'zip';
      case 0xd0cf11e0:
        return readU32Le(bytes, start + 4) === 0xe11ab1a1 || end - start < 8 ? 'ole' : '';
      case 0x25504446:
        return 'pdf';
      default:
    }
  }
  return SCRIPT.test(decodeLatin1(bytes, start, end, MAGIC_BYTES)) ? 'script' : '';
}
