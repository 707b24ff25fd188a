import type { TlsRecord } from '../../telemetry/flow.ts';

/** A server certificate as TLS records show it. */
export type Certificate = NonNullable<TlsRecord['certificate']>;

/** Certificates remembered, and records that wait for theirs; beyond it the oldest go on without. */
const CAPACITY = 20_000;

/** Brings TLS records and the certificates that another log describes together, whichever comes first. Bounded. */
export interface CertificateTable {
  describe(id: string, certificate: Certificate): void;
  /** Tells the record at once when its certificate is known, else when it is described or at the end. */
  complete(id: string, record: TlsRecord): void;
  finish(): void;
}

/** Makes a {@link CertificateTable} that hands finished records to `tell`. */
export function createCertificateTable(
  tell: (record: TlsRecord) => void,
  capacity: number = CAPACITY,
): CertificateTable {
  const known = new Map<string, Certificate>();
  const waiting = new Map<string, TlsRecord[]>();
  let waitingCount = 0;

  function release(id: string, records: readonly TlsRecord[], certificate: Certificate | null): void {
    waiting.delete(id);
    waitingCount -= records.length;
    for (const record of records) {
      if (certificate !== null) record.certificate = certificate;
      tell(record);
    }
  }

  return {
    describe(id, certificate) {
      if (known.size >= capacity) {
        const oldest = known.keys().next().value;
        if (oldest !== undefined) known.delete(oldest);
      }
      known.set(id, certificate);
      const records = waiting.get(id);
      if (records !== undefined) release(id, records, certificate);
    },
    complete(id, record) {
      const certificate = known.get(id);
      if (certificate !== undefined) {
        record.certificate = certificate;
        tell(record);
        return;
      }
      if (waitingCount >= capacity) {
        const oldest = waiting.entries().next().value;
        if (oldest !== undefined) release(oldest[0], oldest[1], null);
      }
      const records = waiting.get(id);
      if (records === undefined) waiting.set(id, [record]);
      else records.push(record);
      waitingCount += 1;
    },
    finish() {
      for (const [id, records] of waiting) release(id, records, null);
      known.clear();
    },
  };
}
