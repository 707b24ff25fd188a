import { describe, expect, it } from 'vitest';
import { classifyIndicator } from './classify-indicator.ts';
import { refuseIndicator } from './refuse-indicator.ts';

const refuse = (word: string): string | null => {
  const named = classifyIndicator(word);
  if (named === null) throw new Error(`${word} names nothing`);
  return refuseIndicator(named);
};

describe('an entry of a feed', () => {
  it.each([
    '45.9.100.7',
    '45.9.100.7:443',
    '45.9.0.0/16',
    '2606:4700::1111',
    'bad.example.org',
    'http://bad.example.org/x',
    'http://45.9.100.7:8080/x',
    'http://[2606:4700::1111]/x',
    'd41d8cd98f00b204e9800998ecf8427e',
  ])('%s is taken', (word) => {
    expect(refuse(word)).toBeNull();
  });

  it.each([
    ['10.0.0.5', 'private addresses'],
    ['127.0.0.1:80', 'loopback addresses'],
    ['169.254.169.254', 'linkLocal addresses'],
    ['fd00::1', 'uniqueLocal addresses'],
    ['0.0.0.0/0', 'wider than /8'],
    ['2000::/3', 'wider than /19'],
    ['172.0.0.0/8', 'covers 172.16.0.0'],
    ['printer.local', 'a name that is local or reserved'],
    ['http://10.0.0.5/x', 'private addresses'],
    ['http://10.0.0.5:8080/x', 'private addresses'],
    ['http://[::1]/x', 'loopback addresses'],
    ['http://printer.local/x', 'a name that is local or reserved'],
  ])('%s is refused: %s', (word, why) => {
    expect(refuse(word)).toBe(why);
  });
});
