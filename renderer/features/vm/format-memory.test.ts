import { expect, it } from 'vitest';
import { thin } from '../../ui/thin-space.ts';
import { formatMemory } from './format-memory.ts';

it.each([
  [0, '0 B'],
  [524_288, '512 KiB'],
  [134_217_728, '128 MiB'],
  [1_610_612_736, '1.5 GiB'],
  [8_589_934_592, '8 GiB'],
  [3e15, '2728 TiB'],
])('%d bytes are %s', (bytes, text) => expect(formatMemory(bytes).replaceAll(thin, ' ')).toBe(text));
