import type { HostEvent } from '../../telemetry/host-event.ts';

/** A process that started, or what is given instead. */
export function hostEvent(
  parts: Partial<HostEvent> & { commandLine?: string; executable?: string; parent?: string },
): HostEvent {
  const { commandLine = '', executable = '/usr/bin/curl', parent = 'bash', ...rest } = parts;
  return {
    time: 1_795_700_000e6,
    source: 'auditd',
    host: 'web',
    addresses: ['10.0.0.5'],
    kind: 'process',
    title: 'process started: curl',
    detail: '',
    severity: 'info',
    process: { pid: 1, name: 'curl', executable, commandLine, parentName: parent, user: 'www-data' },
    connection: null,
    target: '',
    claimedTechniques: [],
    raw: '',
    ...rest,
  };
}

/** A rule as its author writes it. */
export function sigmaText(parts: {
  title?: string;
  logsource?: string;
  detection: string;
  level?: string;
  tags?: string;
  more?: string;
}): string {
  const { title = 'A rule', logsource = 'category: process_creation\n  product: linux', level = 'high' } = parts;
  return `title: ${title}
id: 5f1abf38-1111-4b4b-8d5c-${title.length.toString(16).padStart(12, '0')}
status: test
tags: [${parts.tags ?? 'attack.execution, attack.t1059.004'}]
logsource:
  ${logsource}
detection:
${parts.detection
  .split('\n')
  .map((line) => `  ${line}`)
  .join('\n')}
level: ${level}
${parts.more ?? ''}
`;
}
