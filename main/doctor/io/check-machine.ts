import { accessSync, constants, existsSync, mkdirSync, statfsSync } from 'node:fs';
import { join } from 'node:path';
import type { z } from 'zod';
import type { checkSchema } from '../../../shared/contract/console.ts';
import { canIsolateNetwork } from '../../captures/io/isolation.ts';
import { findProgram, readVersion } from './find-program.ts';

type Check = z.infer<typeof checkSchema>;

/** Free space under which a large capture's index may not fit. */
const lowDiskBytes = 2 * 2 ** 30;

interface Program {
  names: readonly string[];
  label: string;
  costs: string;
  remedy: string;
  args?: readonly string[];
}

const programs: readonly Program[] = [
  {
    names: ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'],
    label: 'Browser for the console window',
    costs: 'The console opens only where Electron is, or at the printed address in a browser of your own.',
    remedy: 'apt install chromium',
  },
  {
    names: ['tcpdump'],
    label: 'tcpdump',
    costs: 'Packets of this machine’s VMs cannot be watched, counters alone can; captures open without it.',
    remedy: 'apt install tcpdump',
    args: ['--version'],
  },
  {
    names: ['ssh'],
    label: 'ssh',
    costs: 'Hosts cannot be reached by qemu+ssh://.',
    remedy: 'apt install openssh-client',
    args: ['-V'],
  },
  {
    names: ['conntrack'],
    label: 'conntrack',
    costs: 'Connections of this machine’s VMs cannot be watched instead of packets (the lighter choice).',
    remedy: 'apt install conntrack',
    args: ['--version'],
  },
  {
    names: ['tshark'],
    label: 'tshark',
    costs: 'Tests cannot compare the packet reader with Wireshark’s; nothing in the console needs it.',
    remedy: 'apt install tshark',
  },
];

function checkNode(): Check {
  const napi = Number(process.versions['napi'] ?? 0);
  const ok = napi >= 10;
  return {
    name: 'Node.js',
    state: ok ? 'ok' : 'old',
    found: `${process.version}, Node-API ${napi}`,
    costs: ok ? '' : 'The session index cannot be opened: SQLite’s binding needs Node-API 10.',
    remedy: ok ? '' : 'npm install (brings Node.js 24 of its own on Linux and Windows)',
  };
}

function checkStore(folder: string): Check[] {
  try {
    mkdirSync(folder, { recursive: true });
    accessSync(folder, constants.W_OK);
  } catch (problem) {
    const reason = problem instanceof Error ? problem.message : String(problem);
    return [
      {
        name: 'Store',
        state: 'missing',
        found: `${folder}: ${reason}`,
        costs: 'Nothing can be opened: sessions are indexed there.',
        remedy: 'Set MIEN_HOME to a folder you may write to.',
      },
    ];
  }
  const { bavail, bsize } = statfsSync(folder);
  const free = bavail * bsize;
  const low = free < lowDiskBytes;
  return [
    {
      name: 'Store',
      state: low ? 'limited' : 'ok',
      found: `${folder}, ${(free / 2 ** 30).toFixed(1)} GiB free`,
      costs: low ? 'The index of a large capture may not fit: it takes about a tenth of the capture.' : '',
      remedy: low ? 'Free some space, or set MIEN_HOME to a folder on a larger disk.' : '',
    },
  ];
}

async function checkProgram(program: Program): Promise<Check> {
  const path = program.names.map(findProgram).find(Boolean) ?? '';
  if (!path)
    return { name: program.label, state: 'missing', found: 'not found', costs: program.costs, remedy: program.remedy };
  const version = await readVersion(path, program.args);
  return { name: program.label, state: 'ok', found: version ? `${version} (${path})` : path, costs: '', remedy: '' };
}

async function checkIsolation(): Promise<Check> {
  const isolated = await canIsolateNetwork();
  return {
    name: 'Isolation of the capture reader',
    state: isolated ? 'ok' : 'limited',
    found: isolated
      ? 'own network namespace, no files, no environment'
      : 'no files, no environment; the kernel does not cut its network',
    costs: isolated ? '' : 'A capture that breaks the reader itself could reach the network.',
    remedy: isolated
      ? ''
      : 'Allow unprivileged user namespaces (sysctl kernel.unprivileged_userns_clone=1) or install util-linux.',
  };
}

function checkTpm(): Check {
  const found = existsSync('/dev/tpmrm0');
  return {
    name: 'TPM',
    state: found ? 'ok' : 'missing',
    found: found ? '/dev/tpmrm0' : 'none',
    costs: found ? '' : 'Nothing today; later, evidence can only be signed by a software key, which is weaker.',
    remedy: '',
  };
}

function checkElectron(applicationRoot: string): Check {
  const found = existsSync(
    join(
      applicationRoot,
      'node_modules',
      'electron',
      'dist',
      process.platform === 'win32' ? 'electron.exe' : 'electron',
    ),
  );
  return {
    name: 'Electron',
    state: found ? 'ok' : 'missing',
    found: found ? 'installed' : 'binary not installed',
    costs: found
      ? ''
      : 'The console opens in a browser window instead of its own; dropped files are copied to the store first.',
    remedy: found ? '' : 'npm start tries once to fetch it; later: npx install-electron',
  };
}

/**
 * What of this machine the console needs, one line each.
 * @param storeFolder where indexes are kept
 * @param applicationRoot folder that holds node_modules
 */
export async function checkMachine(storeFolder: string, applicationRoot: string): Promise<Check[]> {
  return [
    checkNode(),
    ...checkStore(storeFolder),
    await checkIsolation(),
    checkElectron(applicationRoot),
    ...(await Promise.all(programs.map(checkProgram))),
    checkTpm(),
  ];
}
