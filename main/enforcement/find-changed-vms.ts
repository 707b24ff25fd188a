import type { HostRules } from '../policy/host-rules.ts';
import { idOfWant } from './withhold.ts';

/** UUIDs of the VMs of which other rules or limits were in force at one time than at another; why they are in force does not count. */
export function findChangedVms(before: readonly HostRules[], after: readonly HostRules[]): string[] {
  // Hosts of which nothing was loaded meanwhile have the same rules: saying them takes long.
  const [old, current] = [new Set(before), new Set(after)];
  const was = sayAll(before.filter((host) => !current.has(host)));
  const is = sayAll(after.filter((host) => !old.has(host)));
  return [...new Set([...was.keys(), ...is.keys()])].filter((uuid) => was.get(uuid) !== is.get(uuid));
}

function sayAll(hosts: readonly HostRules[]): Map<string, string> {
  const said = new Map<string, string>();
  for (const { vms, wants } of hosts) {
    for (const { uuid, rules, otherwise } of vms)
      said.set(uuid, JSON.stringify([rules.map((rule) => ({ ...rule, origins: [] })), otherwise]));
    for (const want of wants) said.set(want.uuid, `${said.get(want.uuid) ?? ''} ${idOfWant(want)}`);
  }
  return said;
}
