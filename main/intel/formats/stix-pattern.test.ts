import { describe, expect, it } from 'vitest';
import { readStixPattern } from './stix-pattern.ts';

describe('a STIX pattern', () => {
  it.each([
    ["[ipv4-addr:value = '45.9.100.7']", ['45.9.100.7']],
    ["[domain-name:value = 'a.example' OR url:value = 'http://b.example/']", ['a.example', 'http://b.example/']],
    ["[ipv4-addr:value = '45.9.100.7'] OR [ipv4-addr:value='45.9.100.8']", ['45.9.100.7', '45.9.100.8']],
    ["[ipv4-addr:value IN ('45.9.100.7' , '45.9.100.8','45.9.100.9' )]", ['45.9.100.7', '45.9.100.8', '45.9.100.9']],
    ["[file:hashes.'SHA-256' = 'ab']", ['ab']],
    [String.raw`[url:value = 'http://c.example/\'x\\y']`, [String.raw`http://c.example/'x\y`]],
  ])('%s is a choice of words', (pattern, words) => {
    expect(readStixPattern(pattern)).toEqual(words);
  });

  it.each([
    ["[ipv4-addr:value = '45.9.100.7' AND domain-name:value = 'a.example']", 'needs several things at once'],
    ["[ipv4-addr:value = '45.9.100.7'] FOLLOWEDBY [url:value = 'x']", 'needs several things at once'],
    ["[process:name = 'sh']", 'compares process:name, which traffic does not show'],
    ['[ipv4-addr:value IN ()]', 'is not a plain comparison'],
    ["[ipv4-addr:value IN ('a' 'b')]", 'is not a plain comparison'],
    ["ipv4-addr:value = '45.9.100.7'", 'is not a plain comparison'],
    ['', 'is empty'],
    ['x'.repeat(70_000), 'is longer than any pattern need be'],
  ])('%s is refused', (pattern, why) => {
    expect(readStixPattern(pattern)).toBe(why);
  });

  it('that never ends is refused at once, however its spaces could be shared out', () => {
    expect(readStixPattern(`[ipv4-addr:value IN (${"'a'  ".repeat(10_000)}`)).toBe('is not a plain comparison');
    expect(readStixPattern(`[ipv4-addr:value IN (${"'a' ,  ".repeat(9000)}`)).toBe('is not a plain comparison');
  });
});
