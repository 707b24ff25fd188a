import { createHmac, randomBytes } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const keyBytes = 32;

/**
 * Keys of the hashes that stand for what agents redact: one for each VM, so that two VMs' hashes tell nothing of each
 * other, and the same after a restart. Made of one secret in a file that only its owner reads.
 * @param folder where the secret is kept
 * @returns key of a VM, 32 bytes
 */
export function createAgentKeys(folder: string): (uuid: string) => Uint8Array {
  const secret = readSecret(join(folder, 'agent-key'), folder);
  return (uuid) => createHmac('sha256', secret).update(`agent redaction ${uuid}`).digest();
}

function readSecret(path: string, folder: string): Buffer {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const made = randomBytes(keyBytes);
  try {
    writeFileSync(path, made, { flag: 'wx', mode: 0o600 });
    return made;
  } catch {
    // It is there already.
  }
  const kept = readFileSync(path);
  if (kept.length >= keyBytes) return kept;
  // Cut short when it was written: what was hashed under it could not be compared anyway.
  writeFileSync(path, made, { mode: 0o600 });
  return made;
}
