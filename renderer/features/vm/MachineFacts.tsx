import type { JSX, ReactNode } from 'react';
import type { Machine } from '../../../shared/contract/host.ts';
import { formatClock, formatShortDay } from '../../ui/format-time.ts';
import { HostileText } from '../../ui/HostileText.tsx';
import { CopyButton } from '../hosts/CommandText.tsx';
import { VmStateMark } from '../fleet/VmStateMark.tsx';
import { formatMemory } from './format-memory.ts';

type Entry = readonly [name: string, value: ReactNode, more?: ReactNode];

/** What the hypervisor says of a VM: identity, size, interfaces, disks, TPM, channels, where it was before. */
export function MachineFacts({ machine }: { machine: Machine }): JSX.Element {
  const identity: Entry[] = [
    [
      'UUID',
      <Text key="uuid" text={machine.uuid} whole />,
      <CopyButton key="copy" text={machine.uuid} label="Copy the UUID">
        Copy
      </CopyButton>,
    ],
    ['Host', <Text key="host" text={machine.hostName} />],
    ['State', <VmStateMark key="state" vm={machine} />],
    ['Size', `${machine.vcpus} vCPU, ${formatMemory(machine.maxMemory)} at most`],
    ['TPM', machine.tpm === '' ? 'none' : <Text key="tpm" text={machine.tpm} />],
    ...(machine.title === '' ? [] : [['Title', <Text key="title" text={machine.title} />] as const]),
    ...(machine.description === ''
      ? []
      : [['Description', <Text key="description" text={machine.description} whole />] as const]),
  ];
  const addressesOf = (mac: string): string =>
    machine.addresses
      .filter((lease) => lease.mac === mac)
      .map((lease) => (lease.hostname === '' ? lease.address : `${lease.address} (${lease.hostname})`))
      .join(', ');
  return (
    <div className="traits machine-facts">
      <Facts title="As its host says" entries={identity} />
      <Facts
        title="Interfaces"
        none="none"
        entries={machine.interfaces.map((link): Entry => [
          link.target === '' ? link.mac : link.target,
          <Text
            key={link.mac}
            text={[link.mac, link.network || link.bridge, link.model, addressesOf(link.mac)].filter(Boolean).join(', ')}
          />,
          link.filter === '' ? 'no filter' : `filter ${link.filter}`,
        ])}
      />
      <Facts
        title="Disks"
        none="none"
        entries={machine.disks.map((disk): Entry => [
          disk.target,
          disk.source === '' ? 'no medium' : <Text key={disk.target} text={disk.source} />,
          disk.device,
        ])}
      />
      <Facts
        title="Guest channels"
        none="none, so no agent can report from inside"
        entries={machine.channels.map((channel): Entry => ['channel', <Text key={channel} text={channel} />])}
      />
      <Facts
        title="Moves"
        none="none seen"
        entries={machine.moves.map((move): Entry => [
          `${formatShortDay(move.time)} ${formatClock(move.time)}`,
          <Text key={move.time} text={`${move.from} → ${move.to}`} />,
        ])}
      />
    </div>
  );
}

function Text({ text, whole = false }: { text: string; whole?: boolean }): JSX.Element {
  return whole ? (
    <span className="machine-whole">
      <HostileText text={text} />
    </span>
  ) : (
    <HostileText text={text} cut />
  );
}

function Facts(props: { title: string; entries: readonly Entry[]; none?: string }): JSX.Element {
  return (
    <section>
      <h3 className="text-caption third">{props.title}</h3>
      {props.entries.length === 0 ? <p className="text-table third">{props.none}</p> : null}
      <dl>
        {props.entries.map(([name, value, more], index) => (
          <div key={`${String(index)} ${name}`}>
            <dt>
              <HostileText text={name} cut />
            </dt>
            <dd className="mono">{value}</dd>
            <dd className="third numeric">{typeof more === 'string' ? <HostileText text={more} /> : more}</dd>
          </div>
        ))}
      </dl>
    </section>
  );
}
