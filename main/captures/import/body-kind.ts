import type { HttpRecord } from '../../telemetry/flow.ts';

const KINDS = new Map<string, HttpRecord['bodyMagic']>([
  ['application/x-dosexec', 'pe'],
  ['application/x-executable', 'elf'],
  ['application/x-elf', 'elf'],
  ['application/x-sharedlib', 'elf'],
  ['application/x-pie-executable', 'elf'],
  ['application/x-mach-o-executable', 'macho'],
  ['application/x-java-applet', 'java-class'],
  ['application/java-archive', 'zip'],
  ['application/zip', 'zip'],
  ['application/vnd.openxmlformats-officedocument.wordprocessingml.document', 'zip'],
  ['application/msword', 'ole'],
  ['application/vnd.ms-office', 'ole'],
  ['application/vnd.ms-excel', 'ole'],
  ['application/x-ole-storage', 'ole'],
  ['application/pdf', 'pdf'],
  ['text/x-shellscript', 'script'],
  ['text/x-php', 'script'],
  ['text/x-python', 'script'],
  ['application/x-gzip', 'gzip'],
  ['application/gzip', 'gzip'],
]);

/** What a body is, from a MIME type that Zeek found by looking at the bytes (never from what the server claimed). */
export function bodyMagicOf(sniffedType: string): HttpRecord['bodyMagic'] {
  return KINDS.get(sniffedType) ?? '';
}
