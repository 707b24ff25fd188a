import type { Features } from './features.ts';

const KINDS: Record<string, 'alertScan' | 'alertBeacon' | 'alertMining' | 'alertExfiltration'> = {
  'vertical-scan': 'alertScan',
  'horizontal-scan': 'alertScan',
  'worm-fan-out': 'alertScan',
  'ping-sweep': 'alertScan',
  'arp-sweep': 'alertScan',
  'control-sweep': 'alertScan',
  beacon: 'alertBeacon',
  'connection-beacon': 'alertBeacon',
  'refused-calls': 'alertBeacon',
  'strange-tls': 'alertBeacon',
  mining: 'alertMining',
  upload: 'alertExfiltration',
  'dns-tunnel': 'alertExfiltration',
  'icmp-tunnel': 'alertExfiltration',
  'credential-theft': 'alertExfiltration',
};

/** Alerts that tell of something common rather than of harm; they colour no persona. */
const FAINT = new Set([
  'address-lookup',
  'backscatter',
  'exploit-received',
  'known-weakness',
  'port-mismatch',
  'event-sensor-warning',
]);

/** Features a persona takes from alerts: the strongest of each kind. Everything of no kind means a taken machine. */
export function featuresOfAlerts(alerts: readonly { type: string; score: number }[]): Features {
  const features: Features = {};
  for (const { type, score } of alerts) {
    if (FAINT.has(type)) continue;
    const feature = KINDS[type] ?? 'alertCompromise';
    features[feature] = Math.max(features[feature] ?? 0, score);
  }
  return features;
}
