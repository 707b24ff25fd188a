import type { Plan } from '../../shared/contract/enforcement.ts';
import type { HostRules } from '../policy/host-rules.ts';
import type { WantedHost } from './loop-parts.ts';
import { diffLines, originsOf } from './plan-intent.ts';
import type { RuleLoop } from './rule-loop.ts';
import { idsOf } from './withhold.ts';

/** What a change would do to one host, as a person reads it. */
export function describeHostPlan(
  { place, restrained, compiled, world }: WantedHost,
  loop: RuleLoop,
  nameOf: (uuid: string) => string,
): Plan['hosts'][number] {
  const keeper = loop.keepers.get(place.id);
  const before = loop.loaded.get(place.id) ?? null;
  const { lines, added, removed } = diffLines(loop.compiled.get(place.id)?.lines ?? [], compiled.lines, {
    before: originsOf(before),
    after: originsOf(restrained.rules),
  });
  const refusals: string[] = [];
  if (!place.permitted) refusals.push(`It was not permitted to change ${place.name} (Settings, Hosts).`);
  else if (keeper === undefined || keeper.ability === null)
    refusals.push(
      `${place.name} does not answer: ${keeper?.why === undefined || keeper.why === '' ? 'it was not asked yet.' : keeper.why}`,
    );
  else if (keeper.ability.rules === 'none') refusals.push(`${place.name} takes no rules: ${keeper.ability.why}`);
  const changed = new Set(
    restrained.rules.vms
      .filter((vm) => JSON.stringify(idsOf(vm)) !== JSON.stringify(idsOfKnown(before, vm.uuid)))
      .map(({ uuid }) => uuid),
  );
  for (const vm of before?.vms ?? [])
    if (!restrained.rules.vms.some(({ uuid }) => uuid === vm.uuid)) changed.add(vm.uuid);
  for (const { uuid } of restrained.rules.wants) changed.add(uuid);
  return {
    host: place.id,
    hostName: place.name,
    vms: changed.size,
    rules: keeper?.ability?.rules ?? 'none',
    why: keeper?.ability?.why ?? keeper?.why ?? '',
    added,
    removed,
    lines,
    acts: keeper?.wants.plan(restrained.rules.wants, nameOf) ?? [],
    keeps: [...new Set(world.protected.filter(({ host }) => host === place.id).map(({ why }) => why))],
    refusals,
  };
}

function idsOfKnown(rules: HostRules | null, uuid: string): string[] {
  const vm = rules?.vms.find((known) => known.uuid === uuid);
  return vm === undefined ? [] : idsOf(vm);
}
