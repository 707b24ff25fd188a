import type { FeedFormat } from '../feed-format.ts';
import { feodo, feodoJson, threatfox, threatfoxJson, urlhaus } from './abuse-ch.ts';
import { ipsum } from './ipsum.ts';
import { ja3 } from './ja3.ts';
import { knownExploited, knownExploitedCsv } from './known-exploited.ts';
import { list } from './list.ts';
import { maltrail } from './maltrail.ts';
import { misp } from './misp.ts';
import { osv } from './osv.ts';
import { sigma } from './sigma.ts';
import { stix } from './stix.ts';
import { zeekIntel } from './zeek-intel.ts';

/** All forms of feeds; a text is read by the first that it suits, and the plain list suits any. */
export const allFormats: readonly FeedFormat[] = [
  zeekIntel,
  sigma,
  urlhaus,
  threatfox,
  threatfoxJson,
  feodo,
  feodoJson,
  knownExploited,
  knownExploitedCsv,
  osv,
  misp,
  stix,
  ipsum,
  maltrail,
  ja3,
  list,
];
