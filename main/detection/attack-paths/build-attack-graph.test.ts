import { describe, expect, it } from 'vitest';
import type { EdgeSum } from '../../store/flow-summaries.ts';
import { type AttackSubject, buildAttackGraph } from './build-attack-graph.ts';
import { chooseStarts, chooseTargets, expandStart } from './choose-ends.ts';

const vm = (id: string, address: string, more: Partial<AttackSubject> = {}): AttackSubject => ({
  id,
  name: id,
  addresses: [address],
  role: '',
  sensitivity: 'undeclared',
  weaknesses: [],
  ...more,
});
const sum = (src: string, dst: string, dport: number, bytesIn = 5000): EdgeSum => ({
  src,
  dst,
  transport: 'tcp',
  service: '',
  dport,
  flows: 1,
  bytesOut: 500,
  bytesIn,
  firstSeen: 1,
  lastSeen: 2,
});
const web = vm('web', '10.0.0.1', { role: 'web' });
const db = vm('db', '10.0.0.2', { role: 'db' });
const other = vm('other', '10.0.0.3');

describe('the ways of a session', () => {
  it('are what was used, what the outside uses, and what a network leaves open', () => {
    const { nodes, edges } = buildAttackGraph(
      [web, db, other],
      [sum('198.51.100.1', '10.0.0.1', 443), sum('9.9.9.9', '10.0.0.1', 443), sum('10.0.0.1', '10.0.0.2', 5432)],
    );
    expect(nodes.map(({ id, kind }) => `${kind} ${id}`)).toEqual([
      'internet internet',
      'vm web',
      'vm db',
      'vm other',
      'network network:10.0.0.0/24',
    ]);
    expect(edges.map(({ from, to, port, basis }) => `${from} ${to} ${port} ${basis}`)).toEqual([
      'internet web 443 reachable',
      'network:10.0.0.0/24 web 443 reachable',
      'web db 5432 observed',
      'network:10.0.0.0/24 db 5432 reachable',
      'web network:10.0.0.0/24 0 reachable',
      'db network:10.0.0.0/24 0 reachable',
      'other network:10.0.0.0/24 0 reachable',
    ]);
  });

  it('a knock is no use, and what never answered is no service', () => {
    const { edges } = buildAttackGraph(
      [web, db],
      [sum('10.0.0.1', '10.0.0.2', 22, 112), sum('10.0.0.1', '10.0.0.2', 23, 0)],
    );
    expect(edges.find(({ from, port }) => from === 'web' && port === 22)?.basis).toBe('reachable');
    expect(edges.some(({ port }) => port === 23)).toBe(false);
  });

  it('lead to what is declared, else to what keeps data, and begin where somebody already is', () => {
    expect(chooseTargets([web, db])).toEqual([
      { id: 'db', why: 'its role (db) keeps data; its sensitivity is not declared' },
    ]);
    expect(chooseTargets([{ ...web, sensitivity: 'restricted' }, db]).map(({ id }) => id)).toEqual(['web']);
    expect(chooseStarts(new Map([['other', 0.93]])).map(({ id, why }) => `${id}: ${why}`)).toEqual([
      'internet: anybody outside',
      'other: behaves as if taken: risk 0.93',
    ]);
  });

  it('begin where a word says: on machines of people, in networks where none is known, on a role, on what is taken', () => {
    const desk = vm('desk', '10.0.0.9', { role: 'workstation' });
    const { nodes } = buildAttackGraph([web, db, desk], [sum('10.0.0.9', '10.0.0.1', 443)]);
    const expand = (word: string, all = [web, db, desk]): string[] =>
      expandStart(word, all, nodes, new Map([['web', 0.9]])).map(({ id }) => id);
    expect(expand('insider')).toEqual(['desk']);
    expect(expand('insider', [web, db])).toEqual(['network:10.0.0.0/24']);
    expect(expand('role:db')).toEqual(['db']);
    expect(expand('role:none')).toEqual([]);
    expect(expand('taken')).toEqual(['web']);
    expect(expand('internet')).toEqual(['internet']);
  });
});
