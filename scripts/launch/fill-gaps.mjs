import { cpSync, existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { at, cache } from './places.mjs';

/**
 * Packages of the lock that this machine needs and npm left out: run by an old Node, npm passes over optional packages
 * that ask for a newer one, although the Node that comes with the packages is new enough for all of them.
 */
export function findGaps(lock, machine = readMachine(), isThere = (path) => existsSync(at(path, 'package.json'))) {
  const suits = (list, own) => list === undefined || list.includes(own);
  return Object.entries(lock.packages)
    .filter(([path, { optional, os, cpu, libc }]) => {
      const made = os !== undefined || cpu !== undefined;
      const fits = suits(os, machine.os) && suits(cpu, machine.cpu) && suits(libc, machine.libc);
      // Where the package around it is not installed, its parts are not missed.
      const around = path.slice(0, path.lastIndexOf('/node_modules/'));
      return optional && made && fits && !isThere(path) && (!path.includes('/node_modules/') || isThere(around));
    })
    .map(([path, entry]) => ({ path, name: path.slice(path.lastIndexOf('node_modules/') + 13), ...entry }));
}

/** Fetches the gaps as packages of their own, checked against the lock, and puts them in their places. */
export function fillGaps(lock, runNpm) {
  const gaps = findGaps(lock);
  if (gaps.length === 0) return;
  const folder = join(cache, 'gaps');
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  const dependencies = Object.fromEntries(
    gaps.map(({ name, version }, index) => [`gap-${index}`, `npm:${name}@${version}`]),
  );
  const own = { name: 'gaps', version: '1.0.0', private: true, dependencies };
  const packages = Object.fromEntries(
    gaps.map(({ name, version, integrity }, index) => [`node_modules/gap-${index}`, { name, version, integrity }]),
  );
  writeFileSync(join(folder, 'package.json'), JSON.stringify(own));
  writeFileSync(
    join(folder, 'package-lock.json'),
    JSON.stringify({
      name: 'gaps',
      version: '1.0.0',
      lockfileVersion: 3,
      requires: true,
      packages: { '': own, ...packages },
    }),
  );
  runNpm(folder);
  gaps.forEach(({ path }, index) => {
    mkdirSync(dirname(at(path)), { recursive: true });
    cpSync(join(folder, 'node_modules', `gap-${index}`), at(path), { recursive: true });
  });
  rmSync(folder, { recursive: true, force: true });
}

function readMachine() {
  const glibc = process.platform === 'linux' && process.report?.getReport().header.glibcVersionRuntime;
  return { os: process.platform, cpu: process.arch, libc: glibc ? 'glibc' : 'musl' };
}
