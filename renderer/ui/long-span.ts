import { createContext, useContext } from 'react';

const LongSpanContext = createContext(false);

/** Tells the times below that the evidence spans more than a day, so that a time of day alone says too little. */
export const LongSpanProvider = LongSpanContext;

/** Whether times need their day. */
export function useLongSpan(): boolean {
  return useContext(LongSpanContext);
}
