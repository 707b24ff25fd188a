import { spawnSync } from 'node:child_process';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { compareDebVersions } from '../compare-deb-versions.ts';

const hasDpkg = spawnSync('dpkg', ['--version']).status === 0;
if (!hasDpkg) console.warn('No dpkg here: versions are not compared with it. It comes with Debian and Ubuntu.');

const upstream = fc.stringMatching(/^[0129azAZ.+~]{0,8}$/);
const revision = fc.stringMatching(/^[0129az.+~]{1,5}$/);
const version = fc
  .tuple(fc.option(fc.nat({ max: 3 })), fc.nat({ max: 12 }), upstream, fc.option(revision))
  .map(
    ([epoch, first, rest, last]) =>
      `${epoch === null ? '' : `${epoch}:`}${first}${rest}${last === null ? '' : `-${last}`}`,
  );

test.skipIf(!hasDpkg)('versions are ordered as dpkg orders them', () => {
  const pairs = fc.sample(fc.tuple(version, version), 400);
  // One that begins as another does differs late, where the rules are finest.
  const close = fc
    .sample(fc.tuple(version, upstream), 400)
    .map(([one, more]): [string, string] => [one, `${one}${more}`]);
  const isOlder = `while read -r one two; do if dpkg --compare-versions "$one" lt "$two"; then echo -1; elif dpkg --compare-versions "$one" gt "$two"; then echo 1; else echo 0; fi; done`;
  const all = [...pairs, ...close];
  const { stdout } = spawnSync('sh', ['-c', isOlder], {
    input: all.map((pair) => `${pair.join(' ')}\n`).join(''),
    encoding: 'utf8',
  });
  const said = stdout.trim().split('\n').map(Number);
  expect(said).toHaveLength(all.length);
  const ours = all.map(([one, two]) => Math.sign(compareDebVersions(one, two)) + 0);
  const wrong = all.flatMap((pair, at) => (ours[at] === said[at] ? [] : [[...pair, said[at]]]));
  expect(wrong).toEqual([]);
  expect(new Set(said).size).toBe(3);
});
