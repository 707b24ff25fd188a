import type { ImportRemark } from './importer.ts';

/** Distinct sentences kept per file; what comes after is counted under the last. */
const MAX_REMARKS = 64;

/** Gathers remarks of one file: the same code and text are told once, with a count. */
export interface ImportRemarks {
  note(code: string, text: string, line: number): void;
  list(): ImportRemark[];
}

/** Makes an empty {@link ImportRemarks}. */
export function createImportRemarks(): ImportRemarks {
  const known = new Map<string, ImportRemark>();
  return {
    note(code, text, line) {
      const key = `${code}\n${text}`;
      const remark = known.get(key);
      if (remark !== undefined) remark.count += 1;
      else if (known.size < MAX_REMARKS) known.set(key, { code, text, line, count: 1 });
      else {
        const last = known.get('more\n');
        if (last === undefined)
          known.set('more\n', {
            code: 'more-remarks',
            text: 'Further remarks of other kinds were left out.',
            line,
            count: 1,
          });
        else last.count += 1;
      }
    },
    list: () => [...known.values()],
  };
}
