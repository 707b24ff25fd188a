import type { CallOptions, ConnectOptions } from './connection.ts';
import { LibvirtError } from './libvirt-error.ts';
import type { RpcChannel } from './rpc-channel.ts';
import { Plain } from './sasl/plain.ts';
import type { SaslMechanism } from './sasl/sasl-mechanism.ts';
import { Scram } from './sasl/scram.ts';
import { TransportError } from './transport-error.ts';

/** Kinds of authentication, in libvirt's numbers. */
const AUTH = { none: 0, sasl: 1, polkit: 2 };
/** More steps than any mechanism has. */
const MOST_STEPS = 8;

/** What authentication is to work with. */
interface Authentication {
  host: string;
  /** Only then may a password go over the connection as it is. */
  encrypted: boolean;
  /** Only this mechanism, '' for the best. */
  mechanism: string;
  credentials: ConnectOptions['credentials'];
}

/** Does what the daemon wants before it lets anyone in. @throws TransportError `authentication` or `permission` */
export async function authenticate(channel: RpcChannel, way: Authentication, options: CallOptions): Promise<void> {
  const { types } = await channel.call('AUTH_LIST', {}, options);
  // The daemon lists what it asks for; with none there is nothing to do.
  const type = types.length === 0 || types.includes(AUTH.none) ? AUTH.none : types[0]!;
  if (type === AUTH.none) return;
  if (type === AUTH.sasl) return authenticateBySasl(channel, way, options);
  if (type === AUTH.polkit) return authenticateByPolkit(channel, way.host, options);
  throw new TransportError('authentication', `${way.host} asks for a way to log in that is not known here: use SASL.`);
}

async function authenticateByPolkit(channel: RpcChannel, host: string, options: CallOptions): Promise<void> {
  try {
    await channel.call('AUTH_POLKIT', {}, options);
  } catch (error) {
    if (!(error instanceof LibvirtError)) throw error;
    throw new TransportError(
      'permission',
      `polkit on ${host} does not let you manage VMs: add yourself to the group libvirt, or allow org.libvirt.unix.manage by a rule.`,
      error.message,
    );
  }
}

async function authenticateBySasl(channel: RpcChannel, way: Authentication, options: CallOptions): Promise<void> {
  const { mechanisms } = await channel.call('AUTH_SASL_INIT', {}, options);
  const mechanism = await chooseMechanism(mechanisms.toUpperCase().split(/[\s,]+/), way, options.signal);
  try {
    const first = mechanism.start();
    let answer = await channel.call(
      'AUTH_SASL_START',
      { mechanism: mechanism.name, nil: first === null ? 1 : 0, data: first ?? '' },
      options,
    );
    for (let steps = 0; steps < MOST_STEPS; steps++) {
      // The last message of the daemon may come with its word that all is done.
      const said = answer.nil === 0 && !(answer.complete !== 0 && mechanism.proved);
      const reply = said ? mechanism.step(answer.data) : '';
      if (answer.complete !== 0) break;
      answer = await channel.call('AUTH_SASL_STEP', { nil: 0, data: reply }, options);
    }
    if (answer.complete === 0 || !mechanism.proved) throw new Error('the exchange did not come to its end');
  } catch (error) {
    if (error instanceof TransportError) throw error;
    throw new TransportError(
      'authentication',
      `${way.host} refuses this user name and password: check both, or set them there with saslpasswd2 -a libvirt NAME.`,
      (error as Error).message,
    );
  }
}

async function chooseMechanism(
  offered: string[],
  way: Authentication,
  signal: AbortSignal | undefined,
): Promise<SaslMechanism> {
  const known = ['SCRAM-SHA-256', 'SCRAM-SHA-1', ...(way.encrypted ? ['PLAIN'] : [])];
  const name = known.find((each) => offered.includes(each) && (way.mechanism === '' || way.mechanism === each));
  if (!name) {
    throw new TransportError(
      'authentication',
      way.encrypted
        ? `${way.host} offers no SASL mechanism that is known here: add scram-sha-256 to mech_list in its /etc/sasl2/libvirt.conf.`
        : `${way.host} offers no SASL mechanism that is safe on this connection: connect by TLS or ssh and add scram-sha-256 to mech_list in its /etc/sasl2/libvirt.conf.`,
      offered.join(' '),
    );
  }
  const asked = way.credentials?.(name, ['username', 'password']);
  const { username, password } = (await Promise.race([asked, whenAborted(signal)])) ?? {};
  if (username === undefined || password === undefined) {
    throw new TransportError('authentication', `${way.host} asks for a user name and password: give them.`, name);
  }
  if (name === 'PLAIN') return new Plain(username, password);
  return new Scram(name === 'SCRAM-SHA-256' ? 'sha256' : 'sha1', username, password);
}

/** Fails when a signal is given; whoever is asked for a password may never answer. */
function whenAborted(signal: AbortSignal | undefined): Promise<never> {
  return new Promise((_resolve, reject) => {
    if (signal?.aborted) reject(signal.reason as Error);
    signal?.addEventListener('abort', () => reject(signal.reason as Error), { once: true });
  });
}
