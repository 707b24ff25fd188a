import { compareApkVersions } from './compare-apk-versions.ts';
import { compareDebVersions } from './compare-deb-versions.ts';
import { compareRpmVersions } from './compare-rpm-versions.ts';

/** A release of a distribution, under one name however OSV or the distribution itself writes it: `debian 12`. */
export type Release = string;

/** How packages of a kind are compared. */
export const versionOrders = { deb: compareDebVersions, rpm: compareRpmVersions, apk: compareApkVersions } as const;

/** Name of a distribution here, its kind of packages, its ecosystem of OSV, and how it names itself (PRETTY_NAME). */
const distributions: { name: string; kind: keyof typeof versionOrders; ecosystem: RegExp; itself: RegExp }[] = [
  { name: 'debian', kind: 'deb', ecosystem: /^Debian:(\d+)$/, itself: /^Debian GNU\/Linux (\d+)/ },
  // Ubuntu Pro has fixes of its own that nobody else gets: what lists them says nothing of others.
  { name: 'ubuntu', kind: 'deb', ecosystem: /^Ubuntu:(\d+\.\d+)(?::LTS)?$/, itself: /^Ubuntu (\d+\.\d+)/ },
  { name: 'alpine', kind: 'apk', ecosystem: /^Alpine:v(\d+\.\d+)$/, itself: /^Alpine Linux v(\d+\.\d+)/ },
  { name: 'wolfi', kind: 'apk', ecosystem: /^(Wolfi)$/, itself: /^(Wolfi)$/ },
  { name: 'rocky', kind: 'rpm', ecosystem: /^Rocky Linux:(\d+)/, itself: /^Rocky Linux (\d+)/ },
  { name: 'alma', kind: 'rpm', ecosystem: /^AlmaLinux:(\d+)/, itself: /^AlmaLinux (\d+)/ },
  {
    name: 'rhel',
    kind: 'rpm',
    ecosystem: /^Red Hat:enterprise_linux:(\d+)/,
    itself: /^Red Hat Enterprise Linux (\d+)/,
  },
  { name: 'leap', kind: 'rpm', ecosystem: /^openSUSE:Leap (\d+\.\d+)/, itself: /^openSUSE Leap (\d+\.\d+)/ },
  { name: 'tumbleweed', kind: 'rpm', ecosystem: /^openSUSE:(Tumbleweed)$/, itself: /^openSUSE (Tumbleweed)/ },
  {
    name: 'sles',
    kind: 'rpm',
    ecosystem: /^SUSE:Linux Enterprise (?:Server|Module for [\w ]+?) (\d+(?: SP\d+)?)$/,
    itself: /^SUSE Linux Enterprise Server (\d+(?: SP\d+)?)/,
  },
  { name: 'mageia', kind: 'rpm', ecosystem: /^Mageia:(\d+)/, itself: /^Mageia (\d+)/ },
];

/** The release that an ecosystem of OSV is of; null for languages' packages and what no agent tells of. */
export function releaseOfEcosystem(ecosystem: string): Release | null {
  for (const { name, ecosystem: pattern } of distributions) {
    const found = pattern.exec(ecosystem);
    if (found !== null) return `${name} ${found[1] ?? ''}`;
  }
  return null;
}

/** The release that a guest says it is, and the kind of its packages; null where OSV does not know it. */
export function releaseOfGuest(said: string): { release: Release; kind: keyof typeof versionOrders } | null {
  for (const { name, kind, itself } of distributions) {
    const found = itself.exec(said);
    if (found !== null) return { release: `${name} ${found[1] ?? ''}`, kind };
  }
  return null;
}
