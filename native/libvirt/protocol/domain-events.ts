import { type Codec, type Value, array, int, string, struct, unsignedHyper, hyper } from '../xdr/codec.ts';
import { domain, maybe } from './structures.ts';
import { typedParameters } from './typed-parameter.ts';

/** One kind of event: libvirt's id to register for it, the message that brings it, and what that holds. */
interface EventKind<T> {
  id: number;
  message: number;
  body: Codec<T>;
}

function event<T>(id: number, message: number, body: Codec<T>): EventKind<T> {
  return { id, message, body };
}

const callback = { callbackID: int };
/** Older kinds wrap what newer ones hold directly; on the wire both look the same. */
const plain = struct({ ...callback, dom: domain });
const power = struct({ ...callback, reason: int, dom: domain });
const address = struct({ family: int, node: string, service: string });

/** Events of domains, by libvirt's names in kebab-case. */
export const DOMAIN_EVENTS = {
  lifecycle: event(0, 318, struct({ ...callback, dom: domain, event: int, detail: int })),
  reboot: event(1, 319, plain),
  'rtc-change': event(2, 320, struct({ ...callback, dom: domain, offset: hyper })),
  watchdog: event(3, 321, struct({ ...callback, dom: domain, action: int })),
  'io-error': event(4, 322, struct({ ...callback, dom: domain, srcPath: string, devAlias: string, action: int })),
  graphics: event(
    5,
    323,
    struct({
      ...callback,
      dom: domain,
      phase: int,
      local: address,
      remote: address,
      authScheme: string,
      subject: array(struct({ type: string, name: string }), 20),
    }),
  ),
  'io-error-reason': event(
    6,
    324,
    struct({ ...callback, dom: domain, srcPath: string, devAlias: string, action: int, reason: string }),
  ),
  'control-error': event(7, 325, plain),
  'block-job': event(8, 326, struct({ ...callback, dom: domain, path: string, type: int, status: int })),
  'disk-change': event(
    9,
    327,
    struct({ ...callback, dom: domain, oldSrcPath: maybe, newSrcPath: maybe, devAlias: string, reason: int }),
  ),
  'tray-change': event(10, 328, struct({ ...callback, dom: domain, devAlias: string, reason: int })),
  'pm-wakeup': event(11, 329, power),
  'pm-suspend': event(12, 330, power),
  /** `actual` in KiB. */
  'balloon-change': event(13, 331, struct({ ...callback, dom: domain, actual: unsignedHyper })),
  'pm-suspend-disk': event(14, 332, power),
  'device-removed': event(15, 333, struct({ ...callback, dom: domain, devAlias: string })),
  'block-job-2': event(16, 339, struct({ ...callback, dom: domain, dst: string, type: int, status: int })),
  tunable: event(17, 346, struct({ ...callback, dom: domain, params: typedParameters(2048) })),
  'agent-lifecycle': event(18, 348, struct({ ...callback, dom: domain, state: int, reason: int })),
  'device-added': event(19, 354, struct({ ...callback, dom: domain, devAlias: string })),
  'migration-iteration': event(20, 359, struct({ ...callback, dom: domain, iteration: int })),
  'job-completed': event(21, 363, struct({ ...callback, dom: domain, params: typedParameters(64) })),
  'device-removal-failed': event(22, 367, struct({ ...callback, dom: domain, devAlias: string })),
  'metadata-change': event(23, 379, struct({ ...callback, dom: domain, type: int, nsuri: maybe })),
  'block-threshold': event(
    24,
    385,
    struct({ ...callback, dom: domain, dev: string, path: maybe, threshold: unsignedHyper, excess: unsignedHyper }),
  ),
} as const;

/** Name of a kind of event. */
export type DomainEventName = keyof typeof DOMAIN_EVENTS;

/** An event of one kind: its own fields beside its name and domain. */
export type DomainEventOf<E extends DomainEventName> = {
  [K in E]: { event: K; domain: { name: string; uuid: string; id: number } } & (K extends 'lifecycle'
    ? { type: LifecycleType; detail: number }
    : Omit<Value<(typeof DOMAIN_EVENTS)[K]['body']>, 'callbackID' | 'dom' | 'event'>);
}[E];

/** What happened in a `lifecycle` event; `detail` is libvirt's number for why. `unknown` is of a newer daemon. */
export type LifecycleType =
  | 'defined'
  | 'undefined'
  | 'started'
  | 'suspended'
  | 'resumed'
  | 'stopped'
  | 'shutdown'
  | 'pm-suspended'
  | 'crashed'
  | 'unknown';

/** In the order of libvirt's `virDomainEventType`. */
export const LIFECYCLE_TYPES: readonly LifecycleType[] = [
  'defined',
  'undefined',
  'started',
  'suspended',
  'resumed',
  'stopped',
  'shutdown',
  'pm-suspended',
  'crashed',
];

/** An event of a domain. */
export type DomainEvent = DomainEventOf<DomainEventName>;
/** A domain came, went or changed its state. */
export type LifecycleEvent = DomainEventOf<'lifecycle'>;
