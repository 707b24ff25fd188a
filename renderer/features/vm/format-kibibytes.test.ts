import { expect, it } from 'vitest';
import { thin } from '../../ui/thin-space.ts';
import { formatKibibytes } from './format-kibibytes.ts';

it.each([
  [0, '0 KiB'],
  [512, '512 KiB'],
  [131_072, '128 MiB'],
  [1_572_864, '1.5 GiB'],
  [8_388_608, '8 GiB'],
  [3e12, '2794 TiB'],
])('%d KiB is %s', (kibibytes, text) => expect(formatKibibytes(kibibytes).replaceAll(thin, ' ')).toBe(text));
