import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { findCertificates } from './find-certificates.ts';

const folder = mkdtempSync(join(tmpdir(), 'pki-'));
afterAll(() => rmSync(folder, { recursive: true }));

test('takes what the folder holds', () => {
  writeFileSync(join(folder, 'cacert.pem'), 'authority');
  expect(findCertificates(folder)).toEqual({
    authority: Buffer.from('authority'),
    certificate: null,
    key: null,
    places: folder,
  });
});

test('what is there but cannot be read is told', () => {
  mkdirSync(join(folder, 'clientkey.pem'));
  expect(() => findCertificates(folder)).toThrow('clientkey.pem cannot be read');
});
