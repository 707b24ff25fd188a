import type { Feedback, Incident, Suppression } from '../../shared/contract/incidents.ts';
import type { Alert, SubjectRow } from '../../shared/contract/subject.ts';
import type { SubjectAssessment } from '../detection/assessment.ts';
import type { Thresholds } from '../detection/thresholds.ts';
import type { ConsoleStore } from '../store/console-store.ts';
import type { AnswerBook } from './answer-book.ts';
import { drawIncident, type StoryFacts } from './draw-incident.ts';
import { groupAlerts } from './group-alerts.ts';
import { knowAgain, type KnownStory, type NamedGroup } from './know-again.ts';
import { type WorkedStory, workedStorySchema } from './worked-story.ts';

/** What a session tells the book. */
export interface StorySource {
  /** Under which its work is kept. */
  key: string;
  /** Changes with every assessment. */
  generation: number;
  subjects: readonly SubjectAssessment[];
  rows(): readonly SubjectRow[];
  /** How many VMs talk with each peer. */
  callers(): ReadonlyMap<string, number>;
}

/** All that the screen of incidents shows. */
export interface IncidentList {
  incidents: Incident[];
  suppressions: Suppression[];
  feedback: Feedback[];
}

interface Kept {
  worked: Map<string, WorkedStory>;
  /** Stories as they were named last, worked on or not. */
  known: Map<string, KnownStory>;
  drawn: { generation: number; list: IncidentList } | null;
}

/** Alerts of a suppression that are told by name. */
const mostHeld = 50;
/** Stories nobody worked on that are known again. */
const mostKnown = 5000;

/** The incidents of each session: grouped anew with each assessment, known again by their ids, with the work on them. */
export class IncidentBook {
  readonly #store: ConsoleStore;
  readonly #answers: AnswerBook;
  readonly #thresholds: () => Thresholds;
  readonly #kept = new Map<string, Kept>();

  constructor(store: ConsoleStore, answers: AnswerBook, thresholds: () => Thresholds) {
    this.#store = store;
    this.#answers = answers;
    this.#thresholds = thresholds;
  }

  /** Incidents, worst risk first; suppressions and feedback, newest first. */
  list(source: StorySource): IncidentList {
    const kept = this.#of(source.key);
    if (kept.drawn?.generation === source.generation) return kept.drawn.list;
    const list = this.#draw(source, kept);
    kept.drawn = { generation: source.generation, list };
    return list;
  }

  /** Work kept of an incident. */
  worked(key: string, id: string): WorkedStory | undefined {
    return this.#of(key).worked.get(id);
  }

  put(key: string, story: WorkedStory): void {
    this.#store.incidents.putStory(key, { id: story.id, body: JSON.stringify(story) });
    this.#of(key).worked.set(story.id, story);
    this.changed(key);
  }

  /** Ids that are in use. */
  ids(key: string): ReadonlySet<string> {
    const { worked, known } = this.#of(key);
    return new Set([...worked.keys(), ...known.keys()]);
  }

  /** What was drawn of a session is out of date. */
  changed(key: string): void {
    this.#of(key).drawn = null;
  }

  /** Reads anew what is kept of a session. */
  reload(key: string): void {
    this.#kept.delete(key);
  }

  #of(key: string): Kept {
    const known = this.#kept.get(key);
    if (known !== undefined) return known;
    const stories = this.#store.incidents.listStories(key).map(({ body }) => workedStorySchema.parse(JSON.parse(body)));
    const kept: Kept = { worked: new Map(stories.map((story) => [story.id, story])), known: new Map(), drawn: null };
    this.#kept.set(key, kept);
    return kept;
  }

  #draw(source: StorySource, kept: Kept): IncidentList {
    const owners = new Map<string, string>();
    for (const { id, addresses, macs } of source.subjects)
      for (const name of [...addresses, ...macs, id]) owners.set(name, id);
    const parts = new Map([...kept.worked.values()].flatMap(({ id, pinned }) => pinned.map((alert) => [alert, id])));
    const alerts = source.subjects.flatMap((subject) => subject.alerts);
    const groups = groupAlerts(alerts, {
      ownerOf: (peer) => owners.get(peer),
      talkersOf: (peer) => source.callers().get(peer) ?? 0,
      vms: source.subjects.length,
      partOf: (alert) => parts.get(alert),
    });
    const named = knowAgain(groups, this.#known(kept));
    this.#remember(kept, named);
    const rows = new Map(source.rows().map((row) => [row.id, row]));
    const notes = this.#store.incidents.countNotes(source.key);
    const facts = (group: NamedGroup): StoryFacts => ({
      thresholds: this.#thresholds(),
      rowOf: (id) => rows.get(id),
      ownerOf: (peer) => owners.get(peer),
      notes: [group.id, ...group.merged].reduce((sum, id) => sum + (notes.get(id) ?? 0), 0),
    });
    const incidents = named.flatMap((group) => drawIncident(group, kept.worked.get(group.id), facts(group)) ?? []);
    const told = new Set(named.flatMap(({ id, merged }) => [id, ...merged]));
    for (const story of kept.worked.values()) {
      if (told.has(story.id) || story.snapshot.length === 0) continue;
      const group = { id: story.id, alerts: byTime(story.snapshot), ties: [], merged: [] };
      const drawn = drawIncident(group, story, facts(group));
      if (drawn !== null) incidents.push({ ...drawn, since: 0, state: story.state, gone: true });
    }
    incidents.sort((a, b) => b.risk - a.risk || b.lastSeen - a.lastSeen || (a.id < b.id ? -1 : 1));
    const { suppressions, feedback } = this.#answers.told(source.key);
    return {
      incidents,
      suppressions: suppressions
        .map((one) => ({ ...one, inForce: this.#answers.isInForce(one), ...heldBy(one.id, alerts, one.held) }))
        .sort((a, b) => Number(b.inForce) - Number(a.inForce) || b.from - a.from),
      feedback: feedback.toSorted((a, b) => b.at - a.at),
    };
  }

  /** Stories by which groups are known again: what was named last, and what was worked on before that. */
  #known({ worked, known }: Kept): KnownStory[] {
    const stories = [...worked.values()].map(({ id, members, pinned, since, subject }): KnownStory => {
      const last = known.get(id);
      // A part that was split off is where its alerts are, whatever else was found since.
      const own = pinned.length > 0 ? pinned : (last?.alerts ?? members);
      return { id, alerts: own, since: last?.since ?? since, ...(subject === undefined ? {} : { subject }) };
    });
    return [...stories, ...[...known.values()].filter(({ id }) => !worked.has(id))];
  }

  #remember(kept: Kept, named: readonly NamedGroup[]): void {
    for (const { id, alerts } of named) {
      const since = Math.min(
        kept.known.get(id)?.since ?? kept.worked.get(id)?.since ?? Number.POSITIVE_INFINITY,
        alerts[0]?.firstSeen ?? 0,
      );
      kept.known.delete(id);
      kept.known.set(id, { id, alerts: alerts.map((alert) => alert.id), since });
    }
    for (const id of kept.known.keys()) {
      if (kept.known.size <= mostKnown) break;
      kept.known.delete(id);
    }
  }
}

function byTime(alerts: readonly Alert[]): Alert[] {
  return alerts.toSorted((a, b) => a.firstSeen - b.firstSeen || (a.id < b.id ? -1 : 1));
}

/** What a suppression holds back now; where it is over, what it held when it was ended. */
function heldBy(id: string, alerts: readonly Alert[], before: number): Pick<Suppression, 'held' | 'alerts'> {
  const held = alerts.filter(({ answered }) => answered?.by === 'suppression' && answered.id === id);
  const named = held.slice(0, mostHeld).map(({ id: alert, title, subject, subjectName, score }) => ({
    id: alert,
    title,
    subject,
    subjectName,
    score,
  }));
  return { held: held.length || before, alerts: named };
}
