/** An error that the daemon answered with. Numbers are libvirt's `virErrorNumber`, `virErrorDomain`, `virErrorLevel`. */
export class LibvirtError extends Error {
  override readonly name = 'LibvirtError';
  readonly code: number;
  readonly domain: number;
  readonly level: number;
  /** Texts that came with it, e.g. the name that was not found; '' where none did. */
  readonly texts: readonly [string, string, string];
  /** Two numbers that came with it. */
  readonly numbers: readonly [number, number];

  constructor(fields: {
    code: number;
    domain: number;
    level: number;
    message: string;
    texts: readonly [string, string, string];
    numbers: readonly [number, number];
  }) {
    super(fields.message);
    this.code = fields.code;
    this.domain = fields.domain;
    this.level = fields.level;
    this.texts = fields.texts;
    this.numbers = fields.numbers;
  }
}

/** Codes that callers tell apart, by libvirt's name. */
export const ERROR_CODE = {
  internal: 1,
  noSupport: 3,
  noConnect: 5,
  invalidArgument: 8,
  operationFailed: 9,
  noDomain: 42,
  authFailed: 45,
  noNetwork: 43,
  operationDenied: 29,
  operationInvalid: 55,
  noNwfilter: 62,
  operationTimeout: 68,
  rpc: 39,
  authCancelled: 79,
  noDomainMetadata: 80,
  authUnavailable: 94,
  operationUnsupported: 84,
  accessDenied: 88,
} as const;
