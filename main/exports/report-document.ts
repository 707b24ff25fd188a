/** A part of a report's section. Texts may be hostile: each way of writing shows them as text. */
export type ReportBlock =
  | { kind: 'text'; text: string }
  | { kind: 'facts'; rows: readonly { name: string; value: string }[] }
  /** `width`: share of the page; what is `mono` holds addresses, times, numbers. */
  | {
      kind: 'table';
      columns: readonly { title: string; width: number; mono?: boolean }[];
      rows: readonly (readonly string[])[];
    }
  | { kind: 'list'; items: readonly string[] };

/** A titled section, and what it contains in a few words. */
export interface ReportSection {
  title: string;
  detail: string;
  blocks: readonly ReportBlock[];
}

/** A report that can be read without the console. */
export interface ReportDocument {
  title: string;
  /** Who made it of what, and when. */
  origin: string;
  summary: string;
  sections: readonly ReportSection[];
  /** What is not in it, a sentence each. */
  leftOut: readonly string[];
}
