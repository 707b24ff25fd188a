import type { Feedback, Incident, IncidentEntry, Outcome, SuppressionScope } from '../../shared/contract/incidents.ts';
import type { Alert } from '../../shared/contract/subject.ts';
import { Refusal } from '../../shared/rpc/refusal.ts';
import { sayCount, sayList } from '../detection/say.ts';
import type { IncidentStore } from '../store/incident-store.ts';
import type { TwinBook } from '../twin/twin-book.ts';
import { tellMoment } from './answer-alerts.ts';
import type { AnswerBook } from './answer-book.ts';
import { fitsScope, refuseScope } from './fits-scope.ts';
import type { IncidentBook, StorySource } from './incident-book.ts';
import { makeStoryId } from './story-id.ts';
import { noteWork, type WorkedStory } from './worked-story.ts';

/** A session that is worked on. */
export interface WorkSource extends StorySource {
  twins: TwinBook | null;
}

/** Share that signals count once they were told to be no harm. */
const shares = { expected: 0.1, 'false-positive': 0.05 } as const;
const longestSuppression = 90 * 86_400_000;
const stateWords = { new: 'new', looking: 'looking', contained: 'contained', closed: 'closed' } as const;
const outcomeWords = { resolved: 'resolved', expected: 'expected', 'false-positive': 'false positive' } as const;

/** What analysts do with incidents: each act says who and when in the incident's history, and is all or nothing. */
export class IncidentWork {
  readonly #book: IncidentBook;
  readonly #answers: AnswerBook;
  readonly #store: IncidentStore;
  readonly #user: string;
  readonly #now: () => number;

  constructor(parts: {
    book: IncidentBook;
    answers: AnswerBook;
    store: IncidentStore;
    user: string;
    now: () => number;
  }) {
    this.#book = parts.book;
    this.#answers = parts.answers;
    this.#store = parts.store;
    this.#user = parts.user;
    this.#now = parts.now;
  }

  /** @throws {Refusal} `not-found`; a story that became part of another is found as that */
  find(source: StorySource, id: string): Incident {
    const { incidents } = this.#book.list(source);
    const found = incidents.find((one) => one.id === id) ?? incidents.find(({ merged }) => merged.includes(id));
    if (found === undefined) throw new Refusal('not-found', 'This session has no such incident any more.');
    return found;
  }

  /** Moves an incident to a state. Closing it as expected or false positive teaches; opening it again takes that back. */
  move(source: WorkSource, id: string, state: Incident['state'], outcome: Outcome | null, note: string): void {
    const incident = this.find(source, id);
    if ((state === 'closed') !== (outcome !== null))
      throw new Refusal('invalid', 'Closing asks for an outcome, and nothing else does.');
    this.#together(source.key, () => {
      this.#withdraw(source.key, incident.id);
      this.#keep(source.key, incident, {
        state,
        outcome,
        closed:
          state === 'closed' ? { alerts: incident.alerts.map((alert) => alert.id), until: incident.lastSeen } : null,
      });
      const said = outcome === null ? stateWords[state] : `${stateWords[state]} as ${outcomeWords[outcome]}`;
      this.#tell(source.key, incident.id, 'state', `Set to ${said}, was ${stateWords[incident.state]}.`);
      if (note !== '') this.#tell(source.key, incident.id, 'note', note);
      if (outcome === 'expected' || outcome === 'false-positive') this.#learn(source, incident, outcome);
    });
  }

  /** What the models would learn if it were closed so. */
  learns(source: WorkSource, id: string, outcome: Outcome): string[] {
    const incident = this.find(source, id);
    if (outcome === 'resolved') return ['Nothing: what happened counts as before, until it is over.'];
    const share = Math.round(shares[outcome] * 100);
    const kinds = new Map<string, Alert[]>();
    for (const alert of incident.alerts) {
      const key = `${alert.subject} ${alert.type}`;
      kinds.set(key, [...(kinds.get(key) ?? []), alert]);
    }
    const lines = [...kinds.values()].map((alerts) => {
      const [first] = alerts;
      const peers = [...new Set(alerts.flatMap((alert) => alert.peers))];
      const whom = peers.length > 0 ? `with ${sayList(peers, 3)}` : 'as it was';
      return `${sayKind(first?.type ?? '')} of ${first?.subjectName}, ${whom}: counts ${share} % from now on.`;
    });
    const twins = twinWindows(source, incident);
    return [
      ...lines,
      ...twins.map(
        ({ name, windows }) =>
          `The twin of ${name} accepts ${sayCount(windows.length, 'window')} as normal; its versions lie on its Twin tab.`,
      ),
      'Other VMs, other peers and other kinds of alert count as before. It can be undone.',
    ];
  }

  assign(source: StorySource, id: string, assignee: string): void {
    const incident = this.find(source, id);
    this.#together(source.key, () => {
      this.#keep(source.key, incident, { assignee });
      const said = assignee === '' ? `Taken from ${incident.assignee || 'nobody'}.` : `Given to ${assignee}.`;
      this.#tell(source.key, incident.id, 'assignee', said);
    });
  }

  /** @throws {Refusal} `unavailable` where the history is full */
  note(source: StorySource, id: string, text: string): IncidentEntry {
    const incident = this.find(source, id);
    return this.#together(source.key, () => {
      this.#keep(source.key, incident, {});
      return this.#tell(source.key, incident.id, 'note', text);
    });
  }

  /** What was done and said, oldest first, with that of stories which became part of it. */
  history(source: StorySource, id: string): IncidentEntry[] {
    const incident = this.find(source, id);
    return this.#store
      .listEntries(source.key, [incident.id, ...incident.merged])
      .map(({ id: number, at, who, kind, text }) => ({
        id: number,
        at,
        who,
        kind: kind as IncidentEntry['kind'],
        text,
      }));
  }

  /** Makes what happened from an alert on a story of its own. @returns its id */
  split(source: StorySource, id: string, alert: string): string {
    const incident = this.find(source, id);
    const at = incident.alerts.findIndex((one) => one.id === alert);
    if (at < 0) throw new Refusal('not-found', 'This alert is no part of the incident any more.');
    if (at === 0) throw new Refusal('invalid', 'Nothing would be left before its first alert.');
    const [before, after] = [incident.alerts.slice(0, at), incident.alerts.slice(at)];
    const child = makeStoryId(`${incident.id} ${alert}`, this.#book.ids(source.key));
    this.#together(source.key, () => {
      const kept = this.#keep(source.key, { ...incident, alerts: before }, {});
      this.#book.put(source.key, { ...kept, pinned: before.map((one) => one.id) });
      const made = noteWork(undefined, child, after);
      this.#book.put(source.key, { ...made, pinned: made.members, splitFrom: incident.id });
      const from = `“${after[0]?.title ?? ''}”`;
      this.#tell(source.key, incident.id, 'split', `Split from ${from} on; the rest is ${child}.`);
      this.#tell(source.key, child, 'split', `Split from ${incident.id}, from ${from} on.`);
    });
    return child;
  }

  /** Takes a split back: the two become one again where their evidence ties them. @returns the id of the older */
  rejoin(source: StorySource, id: string): string {
    const incident = this.find(source, id);
    const parent = incident.splitFrom;
    const kept = this.#book.worked(source.key, incident.id);
    if (parent === null || kept === undefined)
      throw new Refusal('invalid', 'This incident was not split from another.');
    this.#together(source.key, () => {
      this.#book.put(source.key, { ...kept, pinned: [], splitFrom: null });
      const other = this.#book.worked(source.key, parent);
      // Another split of the same story stays.
      const stays = this.#book.list(source).incidents.some((one) => one.splitFrom === parent);
      if (other !== undefined && !stays) this.#book.put(source.key, { ...other, pinned: [] });
      this.#tell(source.key, parent, 'split', `${incident.id} was joined to it again.`);
    });
    return parent;
  }

  /** Undoes what closing taught; what a twin accepted stays in its versions. */
  undo(source: StorySource, id: string): void {
    const found = this.#answers.told(source.key).feedback.find((one) => one.id === id && one.undoneAt === null);
    if (found === undefined) throw new Refusal('not-found', 'This was undone already.');
    this.#together(source.key, () => this.#undo(source.key, found));
  }

  /** Alerts that a suppression of this scope would hold back now. */
  held(source: StorySource, scope: SuppressionScope): { alerts: Alert[]; problem: string } {
    const roles = new Map(source.rows().map(({ id, role, roleSource }) => [id, roleSource === 'declared' ? role : '']));
    const problem = refuseScope(scope);
    const alerts = source.subjects
      .flatMap((subject) => subject.alerts)
      .filter((alert) => fitsScope(scope, alert, roles.get(alert.subject) ?? ''));
    return { alerts: problem === '' ? alerts : [], problem };
  }

  /** Holds alerts back until a time, milliseconds since epoch. @returns its id */
  suppress(
    source: StorySource,
    asked: { scope: SuppressionScope; until: number; why: string; incident?: string | undefined },
  ): string {
    const { scope, until, why } = asked;
    const problem = refuseScope(scope);
    if (problem !== '') throw new Refusal('invalid', problem);
    const now = this.#now();
    if (until <= now) throw new Refusal('invalid', 'Its end lies in the past.');
    if (until > now + longestSuppression) throw new Refusal('invalid', 'It ends within 90 days: it can be made again.');
    const incident = asked.incident === undefined ? null : this.find(source, asked.incident);
    const { alerts } = this.held(source, scope);
    const subjectName = source.subjects.find(({ id }) => id === scope.subject)?.name ?? '';
    const id = `sup-${now.toString(36)}-${this.#answers.told(source.key).suppressions.length}`;
    this.#together(source.key, () => {
      this.#answers.putSuppression(source.key, {
        id,
        scope,
        subjectName,
        why,
        who: this.#user,
        from: now,
        until,
        endedAt: null,
        endedBy: '',
        held: 0,
      });
      if (incident !== null) {
        this.#keep(source.key, incident, {});
        const said = `Holds back ${sayCount(alerts.length, 'alert')} until ${tellMoment(until)}: ${why}`;
        this.#tell(source.key, incident.id, 'suppression', said);
      }
    });
    this.#book.changed(source.key);
    return id;
  }

  endSuppression(source: StorySource, id: string): void {
    const found = this.#answers.told(source.key).suppressions.find((one) => one.id === id);
    if (found === undefined || !this.#answers.isInForce(found))
      throw new Refusal('not-found', 'This suppression is over already.');
    const { held } = this.#book.list(source).suppressions.find((one) => one.id === id) ?? { held: 0 };
    const ended = { ...found, endedAt: this.#now(), endedBy: this.#user, held };
    this.#answers.putSuppression(source.key, ended);
    this.#book.changed(source.key);
  }

  /** Keeps that a report was made. */
  exported(source: StorySource, id: string, format: string): void {
    const incident = this.find(source, id);
    this.#together(source.key, () => {
      this.#keep(source.key, incident, {});
      this.#tell(source.key, incident.id, 'export', `Report made as ${format.toUpperCase()}.`);
    });
  }

  /** All of it is kept, or nothing: then what was remembered of it is read again. */
  #together<T>(key: string, run: () => T): T {
    try {
      return this.#store.together(run);
    } catch (problem) {
      this.#book.reload(key);
      this.#answers.reload(key);
      throw problem;
    }
  }

  #keep(key: string, incident: Incident, changes: Partial<WorkedStory>): WorkedStory {
    const known = this.#book.worked(key, incident.id);
    const story = { ...noteWork(known, incident.id, incident.gone ? [] : incident.alerts), ...changes };
    this.#book.put(key, story);
    return story;
  }

  #tell(key: string, story: string, kind: IncidentEntry['kind'], text: string): IncidentEntry {
    const entry = { at: this.#now(), who: this.#user, kind, text };
    const id = this.#store.addEntry(key, { story, ...entry });
    if (id === null)
      throw new Refusal(
        'unavailable',
        'The histories of this session are full. Export what you need and begin another.',
      );
    this.#book.changed(key);
    return { id, ...entry };
  }

  #learn(source: WorkSource, incident: Incident, outcome: 'expected' | 'false-positive'): void {
    const at = this.#now();
    const feedback: Feedback = {
      id: `fb-${at.toString(36)}-${this.#answers.told(source.key).feedback.length}`,
      incident: incident.id,
      outcome,
      who: this.#user,
      at,
      share: shares[outcome],
      signals: incident.alerts.map(({ id, subject, subjectName, type, title, peers }) => ({
        alert: id,
        subject,
        subjectName,
        type,
        title,
        peers,
      })),
      undoneAt: null,
      undoneBy: '',
    };
    const twins = twinWindows(source, incident);
    this.#answers.putFeedback(source.key, feedback);
    const accepted = twins.map(
      ({ name, windows }) => `; the twin of ${name} accepts ${sayCount(windows.length, 'window')}`,
    );
    const said = `${sayCount(feedback.signals.length, 'signal')} count ${Math.round(feedback.share * 100)} % on the same VM with the same peers${accepted.join('')}.`;
    this.#tell(source.key, incident.id, 'feedback', said);
    for (const { vm, windows } of twins) source.twins?.decide(vm, windows, 'accept');
  }

  /** What this incident taught before is taken back: it has another outcome now, or none. */
  #withdraw(key: string, incident: string): void {
    for (const one of this.#answers.told(key).feedback)
      if (one.incident === incident && one.undoneAt === null) this.#undo(key, one);
  }

  #undo(key: string, feedback: Feedback): void {
    this.#answers.putFeedback(key, { ...feedback, undoneAt: this.#now(), undoneBy: this.#user });
    this.#tell(key, feedback.incident, 'feedback', 'What it taught is undone: its signals count in full again.');
  }
}

/** A kind of alert as words. */
function sayKind(type: string): string {
  const words = type.replaceAll('-', ' ');
  return words.charAt(0).toUpperCase() + words.slice(1);
}

/** Windows of twins that an incident rests on and that wait for a decision, by VM. */
function twinWindows(source: WorkSource, { alerts }: Incident): { vm: string; name: string; windows: string[] }[] {
  const byVm = new Map<string, { vm: string; name: string; windows: string[] }>();
  for (const { type, id, subject, subjectName } of alerts) {
    if (type !== 'twin-departure') continue;
    const stories = source.twins?.twin(subject)?.stories.stories ?? [];
    const story = stories.find((one) => id.endsWith(`:${one.id}`));
    const windows = (story?.windows ?? []).filter(({ state }) => state === 'kept-out').map((window) => window.id);
    if (windows.length === 0) continue;
    const known = byVm.get(subject) ?? { vm: subject, name: subjectName, windows: [] };
    known.windows.push(...windows);
    byVm.set(subject, known);
  }
  return [...byVm.values()];
}
