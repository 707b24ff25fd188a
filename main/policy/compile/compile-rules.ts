import type { AddressSet, ConcreteRule, HostRules, VmRules } from '../host-rules.ts';
import { type CompiledLine, type CompiledTable, plain } from './compiled-table.ts';
import { groupRules, type RuleGroup } from './group-rules.ts';
import { baseChains, bridgeChains, inetChains, vmChains } from './fixed-chains.ts';
import type { Place } from './rule-words.ts';
import { UniqueNames } from './unique-names.ts';
import { type ChainContext, writeChain, writeLeading } from './write-chain.ts';
import { type WrittenSet, writeSet } from './write-sets.ts';

const PLACES: Readonly<Record<'oo' | 'or' | 'io' | 'ir', Place>> = {
  oo: { direction: 'out', reply: false },
  or: { direction: 'out', reply: true },
  io: { direction: 'in', reply: false },
  ir: { direction: 'in', reply: true },
};
/** Sets of at most so many addresses may become elements of maps. */
const MOST_HOSTS = 16;
/** A device's name as the kernel takes it; `*` would stand for more than one. */
const TAP = /^[A-Za-z0-9_.:@+-]{1,15}$/;
const MAC = /^[0-9a-f]{2}(?::[0-9a-f]{2}){5}$/;

/**
 * Compiles what is wanted of a host to nftables: the tables `bridge mien` and, where the host follows connections, `inet mien`, as text that is
 * loaded in one transaction in place of what was there. Only ids of ours, addresses, numbers and checked names of devices stand in it.
 */
export function compileRules(host: HostRules, rules: 'inet' | 'bridge'): CompiledTable {
  const inet = rules === 'inet';
  const remarks = new Set<string>();
  const remark = (text: string): void => void remarks.add(text);
  const bridge = new TableWriter(host.sets, inet, remark);
  const nat = new TableWriter(host.sets, inet, remark);
  const taps: { tap: string; tag: string }[] = [];
  const leads: { mac: string; name: string }[] = [];
  const vms = [...host.vms].sort((left, right) => (left.uuid < right.uuid ? -1 : 1));
  const tags = new UniqueNames('v');
  for (const vm of vms) {
    const tag = tags.of(vm.uuid).name;
    const usable = vm.taps.filter((tap) => TAP.test(tap) && !taps.some((known) => known.tap === tap));
    if (usable.length < vm.taps.length) remark('A device of a VM has a name that rules cannot say; it is left out.');
    if (usable.length === 0) continue;
    taps.push(...usable.map((tap) => ({ tap, tag })));
    bridge.writeVm(vm, tag);
    if (!inet) continue;
    const name = nat.writeLeads(vm);
    if (name !== null)
      leads.push(
        ...vm.macs
          .map((mac) => mac.toLowerCase())
          .filter((mac) => MAC.test(mac) && !leads.some((known) => known.mac === mac))
          .map((mac) => ({ mac, name })),
      );
  }
  const table = (family: string, body: readonly CompiledLine[]): CompiledLine[] => [
    plain(`add table ${family} mien`),
    plain(`delete table ${family} mien`),
    plain(`table ${family} mien {`),
    ...body,
    plain('}'),
  ];
  return {
    lines: [
      ...table('bridge', [...bridge.declare(), ...bridgeChains(inet), ...bridge.chains, ...baseChains(inet, taps)]),
      ...(inet ? table('inet', [...nat.declare(), ...nat.chains, ...inetChains(leads)]) : []),
    ],
    remarks: [...remarks],
  };
}

/** Chains, sets and maps of one table; equal ones are written once. */
class TableWriter {
  readonly chains: CompiledLine[] = [];
  readonly #objects: CompiledLine[] = [];
  readonly #sets = new Map<string, WrittenSet | null>();
  readonly #known: ReadonlyMap<string, AddressSet>;
  readonly #chainNames = new UniqueNames('c');
  readonly #mapNames = new UniqueNames('e');
  readonly #counted = new Map<string, string>();
  readonly #inet: boolean;
  readonly #remark: (text: string) => void;

  constructor(sets: readonly AddressSet[], inet: boolean, remark: (text: string) => void) {
    this.#known = new Map(sets.map((set) => [set.id, set]));
    this.#inet = inet;
    this.#remark = remark;
  }

  writeVm(vm: VmRules, tag: string): void {
    const context = this.#context(tag);
    const setOf = (rule: ConcreteRule): WrittenSet | null =>
      rule.peer.kind === 'set' ? context.set(rule.peer.set) : null;
    const groupsOf = (direction: 'in' | 'out'): RuleGroup[] =>
      groupRules(
        vm.rules.filter((rule) => rule.direction === direction),
        setOf,
      );
    const groups = { in: groupsOf('in'), out: groupsOf('out') };
    const nameIn = (place: Place): string => this.#chain(writeChain(vm, groups[place.direction], place, context));
    this.chains.push(
      ...vmChains(tag, {
        oo: nameIn(PLACES.oo),
        or: nameIn(PLACES.or),
        io: nameIn(PLACES.io),
        ir: nameIn(PLACES.ir),
      }),
    );
  }

  /** @returns name of the chain that leads its connections elsewhere, null where none are */
  writeLeads(vm: VmRules): string | null {
    const lines = writeLeading(vm, this.#context(''));
    return lines === null ? null : this.#chain(lines);
  }

  /** Sets, maps and what counts; a set only where a rule asks for it. */
  declare(): CompiledLine[] {
    return [...[...this.#sets.values()].flatMap((set) => set?.declare() ?? []), ...this.#objects];
  }

  #chain(lines: readonly CompiledLine[]): string {
    const { name, known } = this.#chainNames.of(lines.map(({ text }) => text).join('\n'));
    if (!known)
      this.chains.push(
        plain(`\tchain ${name} {`),
        ...lines.map(({ text, rules }) => ({ text: `\t\t${text}`, rules })),
        plain('\t}'),
      );
    return name;
  }

  #context(tag: string): ChainContext {
    return {
      inet: this.#inet,
      set: (id) => {
        const written = this.#sets.get(id);
        if (written !== undefined) return written;
        const set = this.#known.get(id);
        const made = set === undefined ? null : writeSet(set, MOST_HOSTS);
        this.#sets.set(id, made);
        return made;
      },
      elements: (type, elements) => {
        const { name, known } = this.#mapNames.of(`${type}\n${elements.map(({ text }) => text).join('\n')}`);
        if (!known)
          this.#objects.push(
            plain(`\tset ${name} {`),
            plain(`\t\ttype ${type}`),
            plain('\t\telements = {'),
            ...elements.map(({ text, rule }, index) => ({
              text: `\t\t\t${text}${index < elements.length - 1 ? ',' : ' }'}`,
              rules: [rule],
            })),
            plain('\t}'),
          );
        return name;
      },
      counting: (rule: ConcreteRule, lines) => {
        const key = `${tag} ${rule.id}`;
        const known = this.#counted.get(key);
        if (known !== undefined) return known;
        const name = `k_${tag}_${this.#counted.size}`;
        this.#counted.set(key, name);
        this.#objects.push(...lines(name).map((text) => ({ text, rules: [rule.id] })));
        return name;
      },
      remark: this.#remark,
    };
  }
}
