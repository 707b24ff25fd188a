/** Kinds of file that are often given by mistake, by their first bytes. */
const MAGICS: readonly { bytes: readonly number[]; at?: number; what: string; hint?: string }[] = [
  { bytes: [0x89, 0x50, 0x4e, 0x47], what: 'a PNG image' },
  { bytes: [0xff, 0xd8, 0xff], what: 'a JPEG image' },
  { bytes: [0x47, 0x49, 0x46, 0x38], what: 'a GIF image' },
  { bytes: [0x25, 0x50, 0x44, 0x46], what: 'a PDF document' },
  { bytes: [0x7f, 0x45, 0x4c, 0x46], what: 'a Linux program' },
  { bytes: [0x4d, 0x5a], what: 'a Windows program' },
  { bytes: [0x53, 0x51, 0x4c, 0x69, 0x74, 0x65, 0x20, 0x66], what: 'an SQLite database' },
  { bytes: [0x42, 0x5a, 0x68], what: 'a bzip2 archive', hint: 'Unpack it with bunzip2 first.' },
  { bytes: [0xfd, 0x37, 0x7a, 0x58, 0x5a], what: 'an xz archive', hint: 'Unpack it with unxz first.' },
  { bytes: [0x28, 0xb5, 0x2f, 0xfd], what: 'a Zstandard archive', hint: 'Unpack it with unzstd first.' },
  { bytes: [0x37, 0x7a, 0xbc, 0xaf], what: 'a 7-Zip archive', hint: 'Unpack it first.' },
  { bytes: [0x52, 0x61, 0x72, 0x21], what: 'a RAR archive', hint: 'Unpack it first.' },
  { bytes: [0x75, 0x73, 0x74, 0x61, 0x72], at: 257, what: 'a tar archive', hint: 'Unpack it first.' },
  {
    bytes: [0x73, 0x6e, 0x6f, 0x6f, 0x70, 0, 0, 0],
    what: 'a snoop capture',
    hint: 'Convert it with: editcap FILE out.pcap',
  },
  { bytes: [0x62, 0x74, 0x73, 0x6e, 0x6f, 0x6f, 0x70], what: 'a Bluetooth capture' },
  {
    bytes: [0x47, 0x4d, 0x42, 0x55],
    what: 'a Network Monitor capture',
    hint: 'Convert it with: editcap FILE out.pcap',
  },
  { bytes: [0x58, 0x43, 0x50, 0x00], what: 'a NetXRay capture', hint: 'Convert it with: editcap FILE out.pcap' },
  {
    bytes: [0x45, 0x6c, 0x66, 0x46, 0x69, 0x6c, 0x65, 0],
    what: 'a Windows event log',
    hint: 'Convert it to JSON lines with: evtx_dump -o jsonl FILE',
  },
  { bytes: [0x0c, 0xa5], what: "nfdump's binary form", hint: 'Convert it with: nfdump -r FILE -o csv' },
  { bytes: [0xa5, 0x0c], what: "nfdump's binary form", hint: 'Convert it with: nfdump -r FILE -o csv' },
  { bytes: [0x83, 0x10], what: "Argus's binary form", hint: 'Convert it with: ra -r FILE -c ,' },
];

/** Says what a file is that is no capture, with what can be done about it; null when its first bytes are not known. */
export function describeMagic(head: Uint8Array): { what: string; hint: string } | null {
  for (const magic of MAGICS) {
    const at = magic.at ?? 0;
    if (head.length >= at + magic.bytes.length && magic.bytes.every((byte, index) => head[at + index] === byte)) {
      return { what: magic.what, hint: magic.hint ?? '' };
    }
  }
  const text = String.fromCharCode(...head.subarray(0, 64))
    .trimStart()
    .toLowerCase();
  if (text.startsWith('<!doctype html') || text.startsWith('<html')) return { what: 'a web page', hint: '' };
  if (text.startsWith('<?xml') || text.startsWith('<event ')) return { what: 'an XML document', hint: '' };
  return null;
}
