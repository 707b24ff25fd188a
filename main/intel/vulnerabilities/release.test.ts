import { expect, test } from 'vitest';
import { releaseOfEcosystem, releaseOfGuest } from './release.ts';

test.each([
  ['Debian GNU/Linux 12 (bookworm)', 'Debian:12', 'deb'],
  ['Ubuntu 24.04.1 LTS', 'Ubuntu:24.04:LTS', 'deb'],
  ['Ubuntu 24.10', 'Ubuntu:24.10', 'deb'],
  ['Alpine Linux v3.20', 'Alpine:v3.20', 'apk'],
  ['Rocky Linux 9.4 (Blue Onyx)', 'Rocky Linux:9', 'rpm'],
  ['AlmaLinux 9.4 (Seafoam Ocelot)', 'AlmaLinux:9', 'rpm'],
  ['Red Hat Enterprise Linux 9.4 (Plow)', 'Red Hat:enterprise_linux:9::baseos', 'rpm'],
  ['openSUSE Leap 15.6', 'openSUSE:Leap 15.6', 'rpm'],
  ['SUSE Linux Enterprise Server 15 SP6', 'SUSE:Linux Enterprise Module for Basesystem 15 SP6', 'rpm'],
])('%s is %s', (said, ecosystem, kind) => {
  const release = releaseOfEcosystem(ecosystem);
  expect(release).not.toBeNull();
  expect(releaseOfGuest(said)).toEqual({ release, kind });
});

test.each(['Debian', 'npm', 'PyPI', 'Ubuntu:Pro:18.04:LTS', 'Alpine', 'Debian:12x', ''])(
  'packages of %j are nothing that a guest’s package manager has',
  (ecosystem) => expect(releaseOfEcosystem(ecosystem)).toBeNull(),
);

test.each(['Debian GNU/Linux trixie/sid', 'Raspbian GNU/Linux 12 (bookworm)', 'Not Debian GNU/Linux 12', ''])(
  '%j is no release that is known',
  (said) => expect(releaseOfGuest(said)).toBeNull(),
);

test('releases that sound alike are apart', () => {
  expect(releaseOfEcosystem('Debian:1')).not.toBe(releaseOfEcosystem('Debian:12'));
  expect(releaseOfEcosystem('SUSE:Linux Enterprise Server 15 SP5')).not.toBe(
    releaseOfEcosystem('SUSE:Linux Enterprise Server 15 SP6'),
  );
});
