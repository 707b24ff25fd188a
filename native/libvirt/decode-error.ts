import { LibvirtError } from './libvirt-error.ts';
import { remoteError } from './protocol/structures.ts';
import { XdrReader } from './xdr/xdr-reader.ts';

/** Reads the body of an error answer whole. @throws XdrError */
export function decodeError(body: Buffer): LibvirtError {
  const error = remoteError.read(new XdrReader(body));
  return new LibvirtError({
    code: error.code,
    domain: error.domain,
    level: error.level,
    message: error.message ?? `libvirt error ${error.code}`,
    texts: [error.str1 ?? '', error.str2 ?? '', error.str3 ?? ''],
    numbers: [error.int1, error.int2],
  });
}
