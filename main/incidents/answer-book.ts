import { feedbackSchema, type Feedback, suppressionSchema } from '../../shared/contract/incidents.ts';
import { Refusal } from '../../shared/rpc/refusal.ts';
import type { Answers } from '../detection/assessment.ts';
import type { ConsoleStore } from '../store/console-store.ts';
import { answerAlerts, isInForce, type KeptSuppression } from './answer-alerts.ts';

const keptSchema = suppressionSchema.omit({ inForce: true, alerts: true });
/** Suppressions in force at a time in one session. */
const mostInForce = 500;
/** The longest wait a timer can hold, milliseconds. */
const longestWait = 2 ** 31 - 1;

interface Told {
  suppressions: KeptSuppression[];
  feedback: Feedback[];
}

/** What analysts said of alerts, by session: kept in the store, asked at each judgement, told when it changes or comes to its end. */
export class AnswerBook {
  readonly #store: ConsoleStore;
  readonly #now: () => number;
  readonly #changed: (key: string) => void;
  readonly #told = new Map<string, Told>();
  #timer: ReturnType<typeof setTimeout> | null = null;

  /** @param changed hears the key of a session whose alerts count otherwise from now on */
  constructor(store: ConsoleStore, now: () => number, changed: (key: string) => void) {
    this.#store = store;
    this.#now = now;
    this.#changed = changed;
  }

  /** Suppressions and feedback of a session, the newest last. */
  told(key: string): Readonly<Told> {
    const known = this.#told.get(key);
    if (known !== undefined) return known;
    const read = <T>(kind: 'suppression' | 'feedback', parse: (body: unknown) => T): T[] =>
      this.#store.incidents.listAnswers(key, kind).map((body) => parse(JSON.parse(body)));
    const told = {
      suppressions: read('suppression', (body) => keptSchema.parse(body)),
      feedback: read('feedback', (body) => feedbackSchema.parse(body)),
    };
    this.#told.set(key, told);
    this.#arm();
    return told;
  }

  /** What is in force now. */
  answers(key: string): Answers {
    const told = this.told(key);
    const declared = this.#store.listDeclarations(key);
    const answers = answerAlerts(told, (subject) => declared.get(subject)?.role ?? '', this.#now());
    if (told.suppressions.every(({ scope }) => scope.role === '')) return answers;
    const roles = [...declared].map(([subject, { role }]) => `${subject}=${role ?? ''}`);
    return { ...answers, version: `${answers.version} ${roles.join()}` };
  }

  isInForce(suppression: KeptSuppression): boolean {
    return isInForce(suppression, this.#now());
  }

  /** Keeps a suppression, new or changed. @throws {Refusal} `invalid` when too many are in force */
  putSuppression(key: string, suppression: KeptSuppression): void {
    const { suppressions } = this.told(key);
    const others = suppressions.filter(({ id }) => id !== suppression.id);
    if (others.filter((one) => this.isInForce(one)).length >= mostInForce)
      throw new Refusal('invalid', `${mostInForce} suppressions are in force. End some of them first.`);
    this.#store.incidents.putAnswer(key, suppression.id, 'suppression', JSON.stringify(suppression));
    this.reload(key);
  }

  /** Keeps what closing an incident taught, new or undone. */
  putFeedback(key: string, feedback: Feedback): void {
    this.#store.incidents.putAnswer(key, feedback.id, 'feedback', JSON.stringify(feedback));
    this.reload(key);
  }

  /** Reads anew what is kept of a session, and tells that its alerts may count otherwise. */
  reload(key: string): void {
    this.#told.delete(key);
    this.#changed(key);
    this.told(key);
  }

  close(): void {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
  }

  /** Waits for the next end of a suppression: what it held back counts from then on. */
  #arm(): void {
    this.close();
    const now = this.#now();
    const ends = [...this.#told].flatMap(([key, { suppressions }]) =>
      suppressions.filter((one) => isInForce(one, now)).map(({ until }) => ({ key, until })),
    );
    if (ends.length === 0) return;
    const next = Math.min(...ends.map(({ until }) => until));
    this.#timer = setTimeout(
      () => {
        this.#timer = null;
        const over = new Set(ends.filter(({ until }) => until <= this.#now()).map(({ key }) => key));
        for (const key of over) this.#changed(key);
        this.#arm();
      },
      Math.min(longestWait, Math.max(1, next - now + 1)),
    );
    this.#timer.unref();
  }
}
