import { joinPath } from '../../store/io/folders.ts';
import { PolicyStore } from '../../store/policy-store.ts';
import { PolicyBook } from '../policy-book.ts';
import { readTemplates } from './read-templates.ts';

/** Opens the policies of a console's folder, and those that are shipped to begin with. */
export function openPolicies(
  home: string,
  resources: string,
): { book: PolicyBook; templates: ReturnType<typeof readTemplates>; close: () => void } {
  const store = new PolicyStore(joinPath(home, 'policies.db'));
  return {
    book: new PolicyBook(store, () => Date.now()),
    templates: readTemplates(joinPath(resources, 'policies')),
    close: () => store.close(),
  };
}
