import { build } from '../launch/build.mjs';

/** Builds what the end-to-end tests and the package contain. */
export async function run() {
  await build();
  return { passed: 1, failed: 0 };
}
