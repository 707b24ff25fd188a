import { joinPath } from '../../main/store/io/folders.ts';
import type { AttackPathView } from '../../shared/contract/paths.ts';
import { applicationRoot } from '../application-root.ts';
import { printLine, toPlainText } from './print.ts';
import { withSession } from './with-session.ts';

const tellPath = ({ targetName, probability, steps }: AttackPathView): string[] => [
  `${probability.toFixed(4)}  to ${toPlainText(targetName)} in ${steps.length} step${steps.length === 1 ? '' : 's'}`,
  ...steps.map(
    ({ fromName, toName, technique, probability: chance, needs, observed }, index) =>
      `    ${index + 1}. ${toPlainText(fromName)} → ${toPlainText(toName)}  ${technique.id} ${technique.name}, ${chance.toFixed(2)}${observed ? '' : ', not seen to be used'}: ${toPlainText(needs)}`,
  ),
];

/** `mien paths [FILE…] [--json] [--from internet,insider,taken,role:NAME,ID,…] [--target ID,…]`: the bundled sample where no file is named. */
export async function runPaths(
  files: string[],
  options: { json?: boolean; from?: string; start?: string; target?: string },
): Promise<void> {
  const opened = files.length > 0 ? files : [joinPath(applicationRoot(), 'resources', 'sample.mien')];
  await withSession(opened, async (session, engine) => {
    const ids = (text: string | undefined): string[] | undefined => text?.split(',').map((id) => id.trim());
    const asked = { session: session.id, starts: ids(options.from ?? options.start), targets: ids(options.target) };
    const paths = await engine.handlers['paths.get'](asked, new AbortController().signal);
    if (options.json === true) return printLine(JSON.stringify(paths));
    const lines = [
      `From: ${paths.starts.map(({ name, why }) => `${toPlainText(name)} (${why})`).join(', ') || 'nowhere'}`,
      `To:   ${paths.targets.map(({ name, why }) => `${toPlainText(name)} (${why})`).join(', ') || 'nothing is declared confidential'}`,
      '',
      ...paths.likeliest.flatMap(tellPath),
      ...(paths.shortest.length > 0 ? ['', 'Shorter, but less likely:', ...paths.shortest.flatMap(tellPath)] : []),
      ...(paths.safe.length > 0
        ? [
            '',
            `Not reached: ${paths.safe.map((id) => toPlainText(paths.targets.find((target) => target.id === id)?.name ?? id)).join(', ')}`,
          ]
        : []),
      ...(paths.cuts.length > 0 ? ['', 'Single rules that would relieve most:'] : []),
      ...paths.cuts.map(
        ({ text, relief, saved }) =>
          `    ${toPlainText(text)}: −${relief.toFixed(4)}, ${saved.length} not reached any more`,
      ),
      '',
      paths.basis,
    ];
    return printLine(lines.join('\n'));
  });
}
