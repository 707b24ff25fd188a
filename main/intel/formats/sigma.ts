import { parseDocument } from 'yaml';
import { FeedRefused, type FeedFormat } from '../feed-format.ts';
import { readSigmaRule } from '../sigma/read-sigma-rule.ts';
import { SigmaUnfit } from '../sigma/sigma-unfit.ts';

/** Rules of one feed, and characters of one rule. */
const MOST_RULES = 10_000;
const MOST_CHARACTERS = 65_536;

/** Sigma rules (SigmaHQ): YAML, one or many in a file, parted by `---`. What does not fit is named with its reason. */
export const sigma: FeedFormat = {
  id: 'sigma',
  title: 'Sigma rules',
  suits: (head) => /^title:\s/m.test(head) && /^(?:logsource|detection):\s*$/m.test(head),
  read: (text, sink) => {
    const documents = text.split(/^---[ \t]*\r?$/m).filter((part) => part.trim() !== '');
    if (documents.length > MOST_RULES) throw new FeedRefused(`It holds more than ${MOST_RULES} rules.`);
    for (const document of documents) {
      const name = /^title:\s*(.{1,200})$/m.exec(document)?.[1]?.trim() ?? document.trim().slice(0, 60);
      try {
        sink.rule(readSigmaRule(readDocument(document)));
      } catch (problem) {
        if (!(problem instanceof SigmaUnfit)) throw problem;
        sink.skip(name, problem.message);
      }
    }
  },
};

function readDocument(text: string): unknown {
  if (text.length > MOST_CHARACTERS) throw new SigmaUnfit('is too long');
  try {
    const document = parseDocument(text, { prettyErrors: false, uniqueKeys: true, schema: 'core', logLevel: 'silent' });
    if (document.errors.length > 0) throw new SigmaUnfit('is no YAML');
    return document.toJS({ maxAliasCount: 20 });
  } catch (problem) {
    if (problem instanceof SigmaUnfit) throw problem;
    // The library throws where aliases would expand without bound, and where it is nested beyond its stack.
    throw new SigmaUnfit('is no YAML that can be read within bounds');
  }
}
