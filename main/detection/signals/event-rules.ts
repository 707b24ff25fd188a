import type { HostEvent } from '../../telemetry/host-event.ts';

/** A generic sign in host events: what it looks for, how sure it is alone, and what it means. */
export interface EventRule {
  id: string;
  title: string;
  score: number;
  techniques: readonly string[];
  matches(event: HostEvent): boolean;
}

const SHELLS = new Set([
  'cmd.exe',
  'powershell.exe',
  'pwsh.exe',
  'powershell',
  'pwsh',
  'sh',
  'bash',
  'dash',
  'zsh',
  'ash',
  'busybox',
  'wscript.exe',
  'cscript.exe',
  'mshta.exe',
]);
const SERVERS =
  /^(tomcat\d*|java|javaw|httpd|apache2?|nginx|w3wp|php-fpm[\d.]*|php-cgi|mysqld|mariadbd|postgres|sqlservr|redis-server|ruby|gunicorn|uwsgi)(\.exe)?$/;
const OFFICE = /^(winword|excel|powerpnt|outlook|onenote|msaccess|acrord32|acrobat)\.exe$/;

/** File name of a path in either notation, lower case. */
function baseName(path: string): string {
  return path.slice(Math.max(path.lastIndexOf('/'), path.lastIndexOf('\\')) + 1).toLowerCase();
}

const program = (event: HostEvent): string => baseName(event.process?.executable || (event.process?.name ?? ''));
const parent = (event: HostEvent): string => baseName(event.process?.parentName ?? '');
/** Command line in lower case, bounded so that every rule is cheap. */
const command = (event: HostEvent): string => (event.process?.commandLine ?? '').slice(0, 4096).toLowerCase();

const isStart = (event: HostEvent): boolean => event.kind === 'process' && event.process !== null;
const startsShell = (event: HostEvent): boolean => isStart(event) && SHELLS.has(program(event));

/** Rules on processes, persistence and downloads that need no baseline. What a sensor claims about techniques is not read. */
export const EVENT_RULES: readonly EventRule[] = [
  {
    id: 'encoded-command',
    title: 'PowerShell with an encoded command',
    score: 0.6,
    techniques: ['T1059.001', 'T1027'],
    matches: (event) =>
      isStart(event) &&
      /(powershell|pwsh)/.test(command(event)) &&
      /\s[-/]e(c|n|nc|nco|ncod|ncode|ncodedcommand)?\s+[a-z0-9+/=]{40}/.test(command(event)),
  },
  {
    id: 'server-shell',
    title: 'A server process started a shell',
    score: 0.65,
    techniques: ['T1059', 'T1190', 'T1505.003'],
    matches: (event) => startsShell(event) && SERVERS.test(parent(event)),
  },
  {
    id: 'service-shell',
    title: 'The service manager started a shell',
    score: 0.65,
    techniques: ['T1569.002', 'T1543.003'],
    matches: (event) => startsShell(event) && parent(event) === 'services.exe',
  },
  {
    id: 'office-shell',
    title: 'An office program started a shell',
    score: 0.6,
    techniques: ['T1204.002', 'T1059'],
    matches: (event) => startsShell(event) && OFFICE.test(parent(event)),
  },
  {
    id: 'reverse-shell',
    title: 'A shell was tied to the network',
    score: 0.8,
    techniques: ['T1059.004', 'T1095'],
    matches: (event) =>
      isStart(event) &&
      (/\/dev\/(tcp|udp)\//.test(command(event)) ||
        /\b(nc|ncat|netcat)\b.{0,200}\s-(e|c)\s/.test(command(event)) ||
        (command(event).includes('socket') && /(subprocess|pty\.spawn|os\.dup2|exec\s*["'(])/.test(command(event)))),
  },
  {
    id: 'fetch-and-run',
    title: 'Fetched something and ran it',
    score: 0.55,
    techniques: ['T1105', 'T1059'],
    matches: (event) =>
      isStart(event) &&
      (/\b(curl|wget)\b.{0,500}\|\s*(sudo\s+)?(ba|da|z)?sh\b/.test(command(event)) ||
        /certutil.{0,200}-urlcache/.test(command(event)) ||
        /bitsadmin.{0,200}\/transfer/.test(command(event)) ||
        /(mshta|regsvr32|rundll32).{0,200}https?:/.test(command(event)) ||
        /download(string|file|data)\(/.test(command(event))),
  },
  {
    id: 'run-key',
    title: 'Set itself to start with the system',
    score: 0.2,
    techniques: ['T1547.001'],
    matches: (event) =>
      event.kind === 'registry' && /\\currentversion\\run(once)?\\/.test(event.target.slice(0, 1024).toLowerCase()),
  },
  {
    id: 'scheduled-task',
    title: 'Created a scheduled task',
    score: 0.25,
    techniques: ['T1053.005'],
    matches: (event) => isStart(event) && program(event) === 'schtasks.exe' && command(event).includes('/create'),
  },
  {
    id: 'sensor-critical',
    title: 'A sensor raised a critical rule',
    score: 0.55,
    techniques: ['T1059'],
    matches: (event) => event.kind === 'rule' && event.severity === 'critical',
  },
  {
    id: 'sensor-error',
    title: 'A sensor raised a rule of high severity',
    score: 0.4,
    techniques: ['T1059'],
    matches: (event) => event.kind === 'rule' && event.severity === 'error',
  },
  {
    id: 'sensor-warning',
    title: 'A sensor raised a warning',
    score: 0.15,
    techniques: ['T1059'],
    matches: (event) => event.kind === 'rule' && event.severity === 'warning',
  },
];
