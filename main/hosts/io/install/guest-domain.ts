import { type Connection, connect } from '../../../../native/libvirt/connection.ts';
import { LibvirtError } from '../../../../native/libvirt/libvirt-error.ts';
import { explainFailure } from '../../explain-failure.ts';
import { CHANNEL_DEVICE, hasChannel } from '../../install/channel-device.ts';
import { placeOf, toProblem } from '../to-problem.ts';

/** Flags of `virDomainDeviceModifyFlags` and of `virDomainXMLFlags`. */
const LIVE = 1;
const CONFIG = 2;
const INACTIVE = 2;

/** Why a VM cannot be made ready, in words with what to do. */
export class GuestDomainError extends Error {}

/** What there is of the channel, and what there is not. */
export interface ChannelState {
  running: boolean;
  /** In the VM as it runs, and as it will be started the next time. */
  live: boolean;
  kept: boolean;
}

/** What came of adding the channel. */
export interface ChannelAdded {
  /** '' where it was added, else why it is not there before the VM is started again. */
  live: string;
  /** '' where it was added, else why it is not there after. */
  kept: string;
}

/** One VM of a host, over a connection that may write. */
export class GuestDomain {
  readonly connection: Connection;
  readonly dom: { name: string; uuid: string; id: number };

  private constructor(connection: Connection, dom: GuestDomain['dom']) {
    this.connection = connection;
    this.dom = dom;
  }

  /** Finds a VM by its name or UUID. @throws GuestDomainError */
  static async find(uri: string, vm: string, signal: AbortSignal): Promise<GuestDomain> {
    let connection: Connection | null = null;
    try {
      connection = await connect({ uri, readOnly: false, signal });
      const { domains } = await connection.call('CONNECT_LIST_ALL_DOMAINS', { needResults: 1, flags: 0 });
      const found = domains.find(({ uuid, name }) => name === vm || uuid === vm.toLowerCase());
      if (found !== undefined) return new GuestDomain(connection, found);
      const names = domains.map(({ name }) => name).slice(0, 20);
      throw new GuestDomainError(`There is no VM “${vm}” on this host. It has: ${names.join(', ') || 'none'}.`);
    } catch (thrown) {
      await connection?.close();
      throw thrown instanceof GuestDomainError ? thrown : explain(thrown, uri);
    }
  }

  async channel(): Promise<ChannelState> {
    const running = this.dom.id >= 0;
    const xml = async (flags: number): Promise<string> =>
      (await this.connection.call('DOMAIN_GET_XML_DESC', { dom: this.dom, flags })).xml;
    return {
      running,
      live: running && hasChannel(await xml(0)) === true,
      kept: hasChannel(await xml(INACTIVE)) === true,
    };
  }

  /** Adds the channel where it is missing: to the VM as it is kept, and to the one that runs. */
  async addChannel({ running, live, kept }: ChannelState): Promise<ChannelAdded> {
    const add = async (flags: number): Promise<string> => {
      try {
        await this.connection.call('DOMAIN_ATTACH_DEVICE_FLAGS', { dom: this.dom, xml: CHANNEL_DEVICE, flags });
        return '';
      } catch (thrown) {
        if (!(thrown instanceof LibvirtError)) throw thrown;
        return thrown.message;
      }
    };
    return { kept: kept ? '' : await add(CONFIG), live: live || !running ? '' : await add(LIVE) };
  }

  close(): Promise<void> {
    return this.connection.close();
  }
}

function explain(thrown: unknown, uri: string): GuestDomainError {
  const { title, detail, action } = explainFailure(toProblem(thrown), placeOf(uri));
  return new GuestDomainError([title, detail, action].filter(Boolean).join(' '));
}
