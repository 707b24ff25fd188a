import type { HttpRecord, TlsRecord } from '../../telemetry/flow.ts';
import { bodyMagicOf } from './body-kind.ts';
import { readEpochSeconds } from './read-time.ts';
import { zeekBase, type ZeekRow, type ZeekRun } from './zeek-row.ts';

/** http.log: one request with its answer. */
export function readZeekHttp(row: ZeekRow, run: ZeekRun): boolean {
  const base = zeekBase(row, run, 'tcp', 'http');
  if (base === null) return false;
  const path = row.text('uri').slice(0, 2048);
  const agent = row.text('user_agent').slice(0, 512);
  const contentType = (row.list('resp_mime_types')[0] ?? '').slice(0, 128);
  const record: HttpRecord = {
    kind: 'http',
    ...base,
    method: row.text('method').slice(0, 32),
    host: row.text('host').slice(0, 255),
    path,
    agent,
    status: row.number('status_code'),
    contentType,
    requestBytes: row.number('request_body_len'),
    responseBytes: row.number('response_body_len'),
    bodyMagic: bodyMagicOf(contentType),
    exploit: [...new Set([...run.exploitSigns(path, 'path'), ...run.exploitSigns(agent, 'header')])],
  };
  run.sink({ kind: 'record', record });
  return true;
}

/** ssl.log: one handshake. Its certificate is completed from x509.log, or stands in the line itself in older logs. */
export function readZeekSsl(row: ZeekRow, run: ZeekRun): boolean {
  const base = zeekBase(row, run, 'tcp', 'tls');
  if (base === null) return false;
  const subject = row.text('subject');
  const issuer = row.text('issuer');
  const selfSigned = row.text('validation_status').includes('self signed') || (subject !== '' && subject === issuer);
  const record: TlsRecord = {
    kind: 'tls',
    ...base,
    sni: row.text('server_name').slice(0, 255),
    alpn: row.list('next_protocol').slice(0, 8),
    version: tlsVersion(row.text('version')),
    ja3: fingerprint(row.text('ja3')),
    ja4: fingerprint(row.text('ja4')),
    certificate: subject === '' && issuer === '' ? null : { subject, issuer, selfSigned, notBefore: 0, notAfter: 0 },
    established: row.flag('established') ?? false,
  };
  const leaf = row.list('cert_chain_fuids')[0] ?? row.list('cert_chain_fps')[0] ?? '';
  if (leaf === '') run.sink({ kind: 'record', record });
  else run.joins.certificates.complete(leaf.slice(0, 128), record);
  return true;
}

/** x509.log: one certificate, known by file id (`id`) or, in newer logs, by fingerprint. */
export function readZeekX509(row: ZeekRow, run: ZeekRun): boolean {
  const ids = [row.text('id'), row.text('fingerprint')].filter((id) => id !== '');
  const subject = row.text('certificate.subject');
  const issuer = row.text('certificate.issuer');
  for (const id of ids) {
    run.joins.certificates.describe(id.slice(0, 128), {
      subject,
      issuer,
      selfSigned: subject === issuer,
      notBefore: validity(row, 'certificate.not_valid_before'),
      notAfter: validity(row, 'certificate.not_valid_after'),
    });
  }
  return ids.length > 0;
}

function validity(row: ZeekRow, column: string): number {
  const time = row.time(column);
  if (!Number.isNaN(time)) return time;
  const text = readEpochSeconds(row.text(column));
  return Number.isNaN(text) ? 0 : text;
}

const VERSIONS = new Map([
  ['SSLv2', 'SSL 2.0'],
  ['SSLv3', 'SSL 3.0'],
  ['TLSv10', 'TLS 1.0'],
  ['TLSv11', 'TLS 1.1'],
  ['TLSv12', 'TLS 1.2'],
  ['TLSv13', 'TLS 1.3'],
]);

function tlsVersion(text: string): string {
  return VERSIONS.get(text) ?? text.slice(0, 16);
}

function fingerprint(text: string): string {
  return /^[0-9a-z_]{8,64}$/.test(text) ? text : '';
}
