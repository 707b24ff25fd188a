import { type RefObject, useLayoutEffect, useRef, useState } from 'react';

/** Inner size of an element in whole pixels. */
export interface Size {
  width: number;
  height: number;
}

/** Size of an element, followed while it changes; 0 by 0 before it stands. */
export function useSize<E extends HTMLElement>(): [ref: RefObject<E | null>, size: Size] {
  const ref = useRef<E>(null);
  const [size, setSize] = useState<Size>({ width: 0, height: 0 });
  useLayoutEffect(() => {
    const element = ref.current;
    if (element === null) return undefined;
    const measure = (): void => {
      const next = { width: element.clientWidth, height: element.clientHeight };
      setSize((before) => (before.width === next.width && before.height === next.height ? before : next));
    };
    const observer = new ResizeObserver(measure);
    observer.observe(element);
    measure();
    return () => observer.disconnect();
  }, []);
  return [ref, size];
}
