import { Link, useSearch } from '@tanstack/react-router';
import type { JSX } from 'react';
import type { Settings } from '../../shared/contract/settings.ts';
import { tellFailure, useEngineQuery } from '../data/queries.ts';
import { useHosts } from '../data/use-hosts.ts';
import { useTheme } from '../features/frame/theme.ts';
import { HostsSection } from '../features/hosts/HostsSection.tsx';
import { AboutSection } from '../features/settings/AboutSection.tsx';
import { AppearanceSection } from '../features/settings/AppearanceSection.tsx';
import { FileSection } from '../features/settings/FileSection.tsx';
import { KeyboardSection } from '../features/settings/KeyboardSection.tsx';
import { MachineSection } from '../features/settings/MachineSection.tsx';
import { NetworksSection } from '../features/settings/NetworksSection.tsx';
import type { SettingsSection } from '../features/settings/settings-search.ts';
import { Button } from '../ui/Button.tsx';
import { ErrorState } from '../ui/ErrorState.tsx';
import { Loading } from '../ui/Loading.tsx';
import '../ui/states.css';
import '../features/settings/settings.css';

const groups: readonly (readonly [string, readonly (readonly [SettingsSection, string])[]])[] = [
  [
    'Watching',
    [
      ['hosts', 'Hosts'],
      ['networks', 'Local networks'],
    ],
  ],
  [
    'Judging',
    [
      ['thresholds', 'Thresholds'],
      ['personas', 'Personas and labels'],
    ],
  ],
  [
    'This console',
    [
      ['appearance', 'Appearance'],
      ['keyboard', 'Keyboard'],
      ['machine', 'This machine'],
      ['about', 'About'],
    ],
  ],
];

/** What is local, what counts as harm, and how the console looks. */
export function SettingsPage(): JSX.Element {
  const section = useSearch({ from: '/settings', select: (search) => search.section }) ?? 'networks';
  const settings = useEngineQuery('settings.get', {});
  return (
    <div className="settings-page">
      <nav className="settings-rail" aria-label="Settings">
        <header>
          <h1 className="text-title">Settings</h1>
        </header>
        {groups.map(([title, places]) => (
          <section key={title} aria-label={title}>
            <h2 className="text-caption third">{title}</h2>
            <ul>
              {places.map(([key, label]) => (
                <li key={key}>
                  <Link
                    to="/settings"
                    search={(before) => ({ ...before, section: key })}
                    aria-current={key === section ? 'page' : undefined}
                    activeProps={{}}
                  >
                    {label}
                    <RailCount section={key} settings={settings.data} />
                  </Link>
                </li>
              ))}
            </ul>
          </section>
        ))}
        <p className="third">A draft changes nothing. What is saved is used for open sessions at once.</p>
      </nav>
      <div className="settings-content">
        {section === 'hosts' ? (
          <HostsSection />
        ) : settings.error !== null ? (
          <ErrorState
            title="The settings could not be read"
            detail={tellFailure(settings.error)}
            action={<Button onClick={() => void settings.refetch()}>Ask again</Button>}
          />
        ) : settings.data === undefined ? (
          <Loading what="the settings" rows={8} />
        ) : (
          <Section section={section} settings={settings.data} />
        )}
      </div>
    </div>
  );
}

function RailCount(props: { section: SettingsSection; settings: Settings | undefined }): JSX.Element | null {
  const { section, settings } = props;
  const theme = useTheme();
  const info = useEngineQuery('console.info', {});
  const hosts = useHosts() ?? [];
  const words: Partial<Record<SettingsSection, string>> = { appearance: theme, about: info.data?.version ?? '' };
  words.hosts = hosts.length === 0 ? '' : String(hosts.length);
  if (settings !== undefined) {
    words.networks = settings.localNetworks.length === 0 ? '' : String(settings.localNetworks.length);
    words.thresholds = settings.thresholds === settings.thresholdsShipped ? '' : 'changed';
    words.personas = settings.personas === settings.personasShipped ? '' : 'changed';
  }
  const word = words[section] ?? '';
  return word === '' ? null : <span className="settings-rail-count">{word}</span>;
}

function Section({ section, settings }: { section: SettingsSection; settings: Settings }): JSX.Element {
  switch (section) {
    case 'thresholds':
      return (
        <FileSection
          key="thresholds"
          file="thresholds"
          title="Thresholds"
          note="one file, every number with its reason"
          kept={settings.thresholds}
          shipped={settings.thresholdsShipped}
        />
      );
    case 'personas':
      return (
        <FileSection
          key="personas"
          file="personas"
          title="Personas and labels"
          note="the labels, and what speaks for each"
          kept={settings.personas}
          shipped={settings.personasShipped}
        />
      );
    case 'appearance':
      return <AppearanceSection />;
    case 'keyboard':
      return <KeyboardSection />;
    case 'machine':
      return <MachineSection />;
    case 'about':
      return <AboutSection />;
    default:
      return <NetworksSection networks={settings.localNetworks} />;
  }
}
