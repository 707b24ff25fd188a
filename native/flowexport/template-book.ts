import type { TemplateField } from './flow-fields.ts';

/** Templates kept over all exporters; the longest unused are forgotten. */
const MOST_TEMPLATES = 4096;

/** How the records of a set are written. */
export interface Template {
  fields: readonly TemplateField[];
  /** Fields at the start that say what an options record is about; 0 for a template of flows. */
  scopes: number;
  /** Bytes of the shortest record. */
  shortest: number;
}

/** Templates that exporters have announced, by exporter, observation domain and number. */
export class TemplateBook {
  readonly #templates = new Map<string, Template>();
  readonly #rates = new Map<string, number>();

  set(exporter: string, id: number, template: Template): void {
    const key = `${exporter} ${id}`;
    this.#templates.delete(key);
    this.#templates.set(key, template);
    const [oldest] = this.#templates.keys();
    if (this.#templates.size > MOST_TEMPLATES && oldest !== undefined) this.#templates.delete(oldest);
  }

  get(exporter: string, id: number): Template | undefined {
    return this.#templates.get(`${exporter} ${id}`);
  }

  /** Forgets one template, or all of an exporter. */
  withdraw(exporter: string, id: number | null): void {
    if (id !== null) {
      this.#templates.delete(`${exporter} ${id}`);
      return;
    }
    for (const key of this.#templates.keys()) if (key.startsWith(`${exporter} `)) this.#templates.delete(key);
  }

  /** An exporter says that it looks at one packet of so many. */
  setRate(exporter: string, rate: number): void {
    if (this.#rates.size >= MOST_TEMPLATES) this.#rates.clear();
    this.#rates.set(exporter, Math.max(1, rate));
  }

  rateOf(exporter: string): number {
    return this.#rates.get(exporter) ?? 1;
  }
}
