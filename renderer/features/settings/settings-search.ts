import { z } from 'zod';
import { readSearch } from '../captures/read-search.ts';

/** The parts of the settings, in their order. */
export const settingsSections = [
  'networks',
  'thresholds',
  'personas',
  'appearance',
  'keyboard',
  'machine',
  'about',
] as const;
const sectionSchema = z.enum(settingsSections);
/** A part of the settings. */
export type SettingsSection = z.infer<typeof sectionSchema>;

/** State of the settings as the URL holds it. */
export interface SettingsSearch {
  section?: SettingsSection | undefined;
}

/** Reads the settings' state from the URL. */
export function parseSettingsSearch(raw: Record<string, unknown>): SettingsSearch {
  return { section: readSearch(sectionSchema, raw['section']) };
}
