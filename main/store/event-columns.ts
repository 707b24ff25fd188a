/** A host event as it is stored. */
export interface EventColumns {
  id: number;
  time: number;
  source: string;
  host: string;
  kind: string;
  title: string;
  detail: string;
  severity: string;
  /** Connection ends, '' and 0 where the event is none. */
  src: string;
  dst: string;
  port: number;
  raw: string;
  /** The whole event but `raw`, JSON, as the engine observed it. */
  body: string;
}
