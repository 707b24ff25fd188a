import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';

/** Folders of the system that a daemon of root writes to: it gets its own. */
const PRIVATE = ['/run', '/var/lib/libvirt', '/var/cache/libvirt', '/etc/libvirt', '/var/log/libvirt'];

/** What is missing for {@link startLibvirtd}, '' if nothing. */
export function lackingForLibvirtd(): string {
  if (process.getuid?.() !== 0) return 'it needs root';
  return ['libvirtd', 'unshare', 'openssl'].filter((program) => !isInstalled(program)).join(', ');
}

/** Whether a program is there. */
export function isInstalled(program: string): boolean {
  return spawnSync('sh', ['-c', `command -v ${program}`], { env: withSbin() }).status === 0;
}

/** The environment, with the folders where system programs live. */
export function withSbin(): NodeJS.ProcessEnv {
  return { ...process.env, PATH: `${process.env['PATH'] ?? ''}:/usr/sbin:/sbin` };
}

/** A libvirtd of its own in a mount namespace, with its sockets under a temporary folder and on loopback. */
export interface PrivateLibvirtd {
  folder: string;
  /** Folder of its sockets. Reading by `libvirt-sock-ro` asks for SASL. */
  sockets: string;
  socket: string;
  tlsPort: number;
  tcpPort: number;
  /** Folder with `cacert.pem`, `clientcert.pem`, `clientkey.pem`. */
  pki: string;
  child: ChildProcess;
  stop(): Promise<void>;
}

/** Starts one; it is up when this resolves. */
export async function startLibvirtd(): Promise<PrivateLibvirtd> {
  const folder = mkdtempSync(join(tmpdir(), 'libvirtd-'));
  const [sockets, pki, sasl] = ['sockets', 'pki', 'sasl'].map((name) => join(folder, name));
  for (const each of [sockets!, pki!, sasl!]) mkdirSync(each);
  makeCertificates(pki!);
  addUser(sasl!);
  const [tlsPort, tcpPort] = [await freePort(), await freePort()];
  const settings = {
    unix_sock_dir: sockets,
    auth_unix_rw: 'none',
    auth_unix_ro: 'sasl',
    auth_tls: 'none',
    auth_tcp: 'none',
    listen_addr: '127.0.0.1',
    listen_tls: 1,
    listen_tcp: 1,
    tls_port: String(tlsPort),
    tcp_port: String(tcpPort),
    ca_file: `${pki}/cacert.pem`,
    cert_file: `${pki}/servercert.pem`,
    key_file: `${pki}/serverkey.pem`,
    log_outputs: `3:file:${folder}/log`,
  };
  const lines = Object.entries(settings).map(([name, value]) => `${name} = ${JSON.stringify(value)}`);
  writeFileSync(`${folder}/libvirtd.conf`, lines.join('\n'));
  const mounts = PRIVATE.map((path) => `mkdir -p ${path} && mount -t tmpfs tmpfs ${path}`).join(' && ');
  const start = `${mounts} && exec libvirtd --listen -f ${folder}/libvirtd.conf -p ${folder}/pid`;
  const child = spawn('unshare', ['-m', 'sh', '-c', start], {
    env: { ...withSbin(), SASL_CONF_PATH: sasl },
    stdio: 'ignore',
  });
  const stop = async (): Promise<void> => {
    await endProcess(child);
    rmSync(folder, { recursive: true, force: true });
  };
  for (let tries = 0; !existsSync(`${sockets}/libvirt-sock`) || !existsSync(`${folder}/pid`); tries++) {
    if (tries === 200 || child.exitCode !== null) {
      const log = existsSync(`${folder}/log`) ? readFileSync(`${folder}/log`, 'utf8') : '';
      await stop();
      throw new Error(`libvirtd did not start: ${log.slice(-2000)}`);
    }
    await pause(50);
  }
  return { folder, sockets: sockets!, socket: `${sockets}/libvirt-sock`, tlsPort, tcpPort, pki: pki!, child, stop };
}

/** Ends a child and waits for it. */
export async function endProcess(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  await new Promise((resolve) => {
    child.once('exit', resolve);
    child.kill('SIGTERM');
  });
}

/** A port of loopback that nobody listens at now. */
export function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' && address ? address.port : 0));
    });
  });
}

/** A certificate authority, a server it signed for 127.0.0.1, a client, and a client that another one signed. */
function makeCertificates(folder: string): void {
  const openssl = (command: string): void => {
    const { status, stderr } = spawnSync('openssl', command.split(' '), { cwd: folder, encoding: 'utf8' });
    if (status !== 0) throw new Error(`openssl ${command}: ${stderr}`);
  };
  const authority = (name: string): void => {
    const files = `-keyout ${name}key.pem -out ${name}cert.pem`;
    openssl(
      `req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=${name} -addext keyUsage=critical,keyCertSign ${files}`,
    );
  };
  const signed = (name: string, by: string, names: string): void => {
    writeFileSync(`${folder}/${name}.ext`, `subjectAltName=${names}\n`);
    openssl(`req -newkey rsa:2048 -nodes -subj /CN=${name} -keyout ${name}key.pem -out ${name}.csr`);
    const authorities = `-CA ${by}cert.pem -CAkey ${by}key.pem -CAcreateserial`;
    openssl(`x509 -req -days 2 -in ${name}.csr ${authorities} -extfile ${name}.ext -out ${name}cert.pem`);
  };
  authority('ca');
  authority('otherca');
  signed('server', 'ca', 'IP:127.0.0.1');
  signed('client', 'ca', 'DNS:client');
  signed('stranger', 'otherca', 'DNS:stranger');
}

/** Lets `ann` in with `pass word`, where the program that keeps passwords is there. */
function addUser(folder: string): void {
  writeFileSync(`${folder}/libvirt.conf`, `mech_list: scram-sha-256 plain\nsasldb_path: ${folder}/passwords\n`);
  spawnSync('saslpasswd2', ['-p', '-c', '-a', 'libvirt', '-f', `${folder}/passwords`, 'ann'], {
    input: 'pass word',
    env: withSbin(),
  });
}
