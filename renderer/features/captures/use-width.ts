import type { RefObject } from 'react';
import { useSize } from './use-size.ts';

/** Inner width of an element in whole pixels, followed while it changes; 0 before it stands. */
export function useWidth<E extends HTMLElement>(): [ref: RefObject<E | null>, width: number] {
  const [ref, { width }] = useSize<E>();
  return [ref, width];
}
