import type Database from 'better-sqlite3';

/** More distinct words than this are not kept apart: a capture may hold 16 million tunnel ids. */
const maxWords = 50_000;
const overflow = '(other)';

/** Short repeated texts (services, states, tunnels) as small numbers. */
export class WordTable {
  private readonly ids = new Map<string, number>();
  private readonly texts: string[] = [];
  private readonly insert: Database.Statement;
  private readonly all: Database.Statement;

  constructor(database: Database.Database) {
    this.insert = database.prepare('INSERT INTO word (id, text) VALUES (?, ?)');
    this.all = database.prepare('SELECT id, text FROM word ORDER BY id');
    this.reload();
  }

  /** Knows the words that are stored, and no others: some may have been rolled back. */
  reload(): void {
    this.ids.clear();
    this.texts.length = 0;
    for (const row of this.all.all() as { id: number; text: string }[]) {
      this.ids.set(row.text, row.id);
      this.texts[row.id] = row.text;
    }
  }

  /** Number of a word, given to it when it is new. */
  idOf(text: string): number {
    const known = this.ids.get(text);
    if (known !== undefined) return known;
    if (this.texts.length >= maxWords && text !== overflow) return this.idOf(overflow);
    const id = this.texts.length;
    this.texts.push(text);
    this.ids.set(text, id);
    this.insert.run(id, text);
    return id;
  }

  /** The word of a number, '' when unknown. */
  textOf(id: number): string {
    return this.texts[id] ?? '';
  }
}
