import { expect } from '@playwright/test';
import type { Page } from '@playwright/test';
import { cast } from './fixtures/write-intrusion.ts';

/** A screen to look at: where it is, and what shows that it stands there. */
export interface Screen {
  name: string;
  /** Address behind `#`; `SESSION` stands for the id of the open session. */
  path: string;
  ready: (page: Page) => Promise<void>;
}

const seeGrid =
  (name: string | RegExp) =>
  async (page: Page): Promise<void> =>
    expect(page.getByRole('grid', { name }).getByRole('row').nth(1)).toBeVisible();
const seePackets = async (page: Page): Promise<void> => {
  await expect(page.getByRole('tree', { name: 'Decoded packet' })).toBeVisible();
};
const seeHeading =
  (name: string | RegExp) =>
  async (page: Page): Promise<void> =>
    expect(page.getByRole('heading', { name }).first()).toBeVisible();

/** Every screen of the console on the capture of an intrusion. */
export const screens: readonly Screen[] = [
  { name: 'fleet', path: '/fleet', ready: seeGrid('VMs') },
  {
    name: 'fleet-nothing-found',
    path: '/fleet?find=nowhere',
    ready: async (page) => expect(page.getByText(/^0 of/)).toBeVisible(),
  },
  {
    name: 'vm',
    path: `/vm/${cast.guilty}`,
    ready: async (page) => expect(page.getByRole('figure').getByRole('button').first()).toBeVisible(),
  },
  { name: 'vm-flows', path: `/vm/${cast.guilty}?tab=flows&filter=port:8080&flow=FLOW`, ready: seePackets },
  { name: 'vm-timeline-table', path: `/vm/${cast.guilty}?table=true&list=traits`, ready: seeHeading('Timeline') },
  { name: 'incidents', path: '/incidents', ready: seeHeading('The story, step by step') },
  {
    name: 'graph',
    path: '/graph',
    ready: async (page) => {
      await expect(page.locator('canvas').first()).toBeVisible();
      // The layout comes from a worker and settles.
      await page.waitForTimeout(900);
    },
  },
  {
    name: 'graph-list',
    path: '/graph?twin=true&group=none',
    ready: async (page) => expect(page.locator('main').getByText(cast.guilty).first()).toBeVisible(),
  },
  {
    name: 'policies',
    path: '/policy',
    ready: async (page) => expect(page.getByText('No policy is written')).toBeVisible(),
  },
  {
    name: 'policy-new',
    path: '/policy/~new?template=block-bad-reputation',
    ready: async (page) => expect(page.getByText(/judged on|no stored flow/)).toBeVisible(),
  },
  { name: 'audit', path: '/audit', ready: seeHeading('Audit') },
  { name: 'intel', path: '/intel', ready: async (page) => expect(page.getByText('No feed is set up')).toBeVisible() },
  { name: 'sessions', path: '/sessions', ready: seeGrid('Open sessions') },
  { name: 'session-flows', path: '/session/SESSION?filter=port:8080&flow=FLOW', ready: seePackets },
  { name: 'session-subjects', path: '/session/SESSION?tab=subjects', ready: seeGrid(/Subjects/i) },
  {
    name: 'session-events',
    path: '/session/SESSION?tab=events',
    ready: async (page) => expect(page.getByText(/No host events/)).toBeVisible(),
  },
  { name: 'session-alerts', path: '/session/SESSION?tab=alerts', ready: seeGrid('Alerts of this session') },
  { name: 'settings-networks', path: '/settings?section=networks', ready: seeHeading('Local networks') },
  {
    name: 'settings-thresholds',
    path: '/settings?section=thresholds',
    ready: async (page) => expect(page.getByRole('textbox', { name: 'Thresholds' })).toBeVisible(),
  },
  {
    name: 'settings-machine',
    path: '/settings?section=machine',
    ready: async (page) => expect(page.locator('main').getByText('Node.js')).toBeVisible(),
  },
  {
    name: 'start',
    path: '/start',
    ready: async (page) =>
      expect(page.getByRole('region', { name: 'This machine' }).getByRole('listitem').first()).toBeVisible(),
  },
];

/** Goes to a screen without loading the console anew. */
export async function showScreen(page: Page, path: string): Promise<void> {
  await page.evaluate((hash) => {
    location.hash = hash;
  }, path);
}

/** Id of the first open session, and of its first flow to a port. */
export async function findSession(page: Page): Promise<string> {
  await showScreen(page, '/sessions');
  const open = page.getByRole('grid', { name: 'Open sessions' });
  await expect(open.getByRole('row').nth(1)).toContainText(/Read,/);
  return /\/session\/([^?]+)/.exec((await open.getByRole('link').first().getAttribute('href')) ?? '')?.[1] ?? '';
}
