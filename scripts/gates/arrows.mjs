import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { at } from '../launch/places.mjs';

/** Folders whose imports are checked. */
const layers = ['app', 'main', 'native', 'shared', 'renderer', 'e2e'];

/** Checks who imports whom; a check that saw no module of a layer counts as failed. */
export async function run() {
  const present = layers.filter((layer) => existsSync(at(layer)));
  const { modules, violations } = await cruiseFolder(at(), present);
  const unseen = present.filter((layer) => !modules.some((path) => path.startsWith(`${layer}/`)));
  const output = [
    ...violations.map(({ rule, from, to }) => `${rule}: ${from} → ${to}`),
    ...unseen.map((layer) => `no module of ${layer} was seen: the check itself is broken`),
  ].join('\n');
  const failed = violations.length + unseen.length;
  return { passed: failed === 0 ? 1 : 0, failed, output };
}

/** Follows the imports of `folders` under `base` by the rules of this project. */
export async function cruiseFolder(base, folders) {
  const { cruise } = await import('dependency-cruiser');
  const { default: extractTSConfig } = await import('dependency-cruiser/config-utl/extract-ts-config');
  const { forbidden, options } = createRequire(import.meta.url)(at('.dependency-cruiser.cjs'));
  const { output } = await cruise(
    folders,
    { ...options, baseDir: base, validate: true, ruleSet: { forbidden } },
    options.enhancedResolveOptions,
    { tsConfig: extractTSConfig(at('tsconfig.base.json')) },
  );
  return {
    modules: output.modules.map(({ source }) => source).filter((path) => /\.tsx?$/.test(path)),
    violations: output.summary.violations.map(({ rule, from, to }) => ({ rule: rule.name, from, to })),
  };
}
