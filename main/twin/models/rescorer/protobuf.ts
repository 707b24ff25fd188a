/** A field of a protocol buffer message, encoded. */
export type ProtobufField = Uint8Array;

function varint(value: number): number[] {
  const bytes: number[] = [];
  // Negative numbers take ten bytes as 64-bit two's complement.
  let left = BigInt.asUintN(64, BigInt(value));
  do {
    const more = left > 0x7fn ? 0x80 : 0;
    bytes.push(Number(left & 0x7fn) | more);
    left >>= 7n;
  } while (left > 0n);
  return bytes;
}

/** An integer (wire type 0). */
export function integerField(number: number, value: number): ProtobufField {
  return Uint8Array.from([...varint(number * 8), ...varint(value)]);
}

/** Bytes, text or a message of fields (wire type 2). */
export function bytesField(number: number, content: Uint8Array | string | readonly ProtobufField[]): ProtobufField {
  const bytes =
    typeof content === 'string'
      ? new TextEncoder().encode(content)
      : content instanceof Uint8Array
        ? content
        : joinFields(content);
  const head = [...varint(number * 8 + 2), ...varint(bytes.length)];
  const field = new Uint8Array(head.length + bytes.length);
  field.set(head);
  field.set(bytes, head.length);
  return field;
}

/** Fields one after the other: a message. */
export function joinFields(fields: readonly ProtobufField[]): Uint8Array {
  const joined = new Uint8Array(fields.reduce((sum, { length }) => sum + length, 0));
  let from = 0;
  for (const field of fields) {
    joined.set(field, from);
    from += field.length;
  }
  return joined;
}
