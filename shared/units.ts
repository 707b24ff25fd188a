import { z } from 'zod';

/** Microseconds since the Unix epoch (UTC), a double: whole microseconds are exact until the year 2255. */
export type Micros = number;

/** Schema of an instant: microseconds since the Unix epoch (UTC) as a double, exact to the year 2255; refuses NaN, infinities and times before 1970. */
export const microsSchema = z.number().min(0).max(9e15);
/** Schema of a probability. */
export const probabilitySchema = z.number().min(0).max(1);
/** Schema of a count of things or bytes. */
export const countSchema = z.number().int().min(0);

/** A half-open window of time, `from` included, `to` excluded. */
export const windowSchema = z.object({ from: microsSchema, to: microsSchema });
/** See {@link windowSchema}. */
export type TimeWindow = z.infer<typeof windowSchema>;
