import { z } from 'zod';
import { readSearch, searchSwitch } from '../captures/read-search.ts';

/** The parts of the settings, in their order. */
export const settingsSections = [
  'hosts',
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
  /** The pane that adds a host is open. */
  add?: true | undefined;
}

/** Reads the settings' state from the URL. */
export function parseSettingsSearch(raw: Record<string, unknown>): SettingsSearch {
  return { section: readSearch(sectionSchema, raw['section']), add: readSearch(searchSwitch, raw['add']) };
}
