import type { CallOptions, ServerFacts } from './connection.ts';
import { ERROR_CODE, LibvirtError } from './libvirt-error.ts';
import type { HostAddress } from './parse-uri.ts';
import type { RpcChannel } from './rpc-channel.ts';
import { TransportError } from './transport-error.ts';

/** `VIR_CONNECT_RO`. */
const READ_ONLY = 1;
/** `VIR_DRV_FEATURE_PROGRAM_KEEPALIVE`: asking for it also makes the daemon look after this side. */
const KEEPALIVE = 10;
/** libvirt 1.3.3: events per callback, bulk statistics, and errors that name what authentication lacks. */
const OLDEST = 1_003_003;

/** Opens the driver that a URI names, and asks who answers. @throws TransportError, LibvirtError */
export async function openDriver(
  channel: RpcChannel,
  address: HostAddress,
  readOnly: boolean,
  within: CallOptions,
): Promise<ServerFacts> {
  const { supported } = await channel.call('CONNECT_SUPPORTS_FEATURE', { feature: KEEPALIVE }, within);
  if (supported === 0) throw tooOld('before 0.9.8');
  const opening = { name: address.driverUri, flags: readOnly ? READ_ONLY : 0 };
  await channel.call('CONNECT_OPEN', opening, within).catch((error: Error) => {
    throw explainRefusal(error, address);
  });
  const { version } = await channel.call('CONNECT_GET_LIB_VERSION', {}, within);
  if (version < OLDEST) throw tooOld(formatVersion(version));
  const [type, hypervisor, hostname] = await Promise.all([
    channel.call('CONNECT_GET_TYPE', {}, within),
    channel.call('CONNECT_GET_VERSION', {}, within).catch(unlessRefused),
    channel.call('CONNECT_GET_HOSTNAME', {}, within).catch(unlessRefused),
  ]);
  return {
    libvirtVersion: formatVersion(version),
    hypervisor: type.type,
    hypervisorVersion: hypervisor ? formatVersion(hypervisor.version) : '',
    hostname: hostname?.hostname ?? '',
  };
}

/** Puts into words why a driver is not opened, where that is known. */
function explainRefusal(error: Error, address: HostAddress): Error {
  if (!(error instanceof LibvirtError)) return error;
  if (error.code === ERROR_CODE.noConnect) {
    return new TransportError(
      'wrong-uri',
      `The daemon there knows no ${address.driver}: write qemu:///system, or install libvirt's driver for it.`,
      error.message,
    );
  }
  if (
    [ERROR_CODE.operationDenied, ERROR_CODE.authFailed, ERROR_CODE.accessDenied].some((code) => code === error.code)
  ) {
    return new TransportError(
      'permission',
      `The daemon there does not let you open ${address.driverUri}: ask whoever keeps its access rules.`,
      error.message,
    );
  }
  return error;
}

/** Facts that a daemon may keep to itself. */
function unlessRefused(error: unknown): null {
  if (error instanceof LibvirtError) return null;
  throw error;
}

function tooOld(version: string): TransportError {
  return new TransportError('too-old', `The libvirt there is ${version}: update it to 1.3.3 or newer.`);
}

/** libvirt writes 9.0.1 as 9000001. */
function formatVersion(version: number | bigint): string {
  const number = Number(version);
  return `${Math.floor(number / 1_000_000)}.${Math.floor(number / 1000) % 1000}.${number % 1000}`;
}
