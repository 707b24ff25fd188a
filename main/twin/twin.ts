import type { TwinChannelName } from '../../shared/contract/twin.ts';
import type { AgentRecord } from '../telemetry/agent-report.ts';
import type { Flow } from '../telemetry/flow.ts';
import type { RateRow } from '../telemetry/metrics.ts';
import type { VmFacts } from '../telemetry/vm-facts.ts';
import { AgentWatch } from './agent-watch.ts';
import { AlarmBudget } from './alarm-budget.ts';
import { ChannelTrack } from './channel-track.ts';
import type { Shares } from './drift.ts';
import type { EventStream } from './event-stream.ts';
import type { EventWindow, SequenceChannel } from './event-window.ts';
import { flowHappening } from './flow-words.ts';
import { HabitBook } from './habit-book.ts';
import type { Happening } from './happening.ts';
import { KnownPeers } from './known-peers.ts';
import { LearnedTime } from './learned-time.ts';
import { MassChanges } from './mass-changes.ts';
import { MANY_FILES, toHappening } from './process-words.ts';
import { ResourceTrack } from './resource-track.ts';
import { SEVERITY, weighAct, weighUnknown } from './severity.ts';
import { ShellOnSocket } from './shell-on-socket.ts';
import { isRipe } from './is-ripe.ts';
import type { StoryAct } from './story.ts';
import { GOING_ON, StoryBook } from './story-book.ts';
import type { StoryRoom } from './story-room.ts';
import { syscallToken } from './syscall-words.ts';
import { keepDoubt, keepWindow } from './keep-window.ts';
import { TaintedServices } from './tainted-services.ts';
import { STEP, type TwinSettings } from './twin-settings.ts';
import { mixtureOf, Upkeep } from './upkeep.ts';
import { type JudgedWindow, WindowJudge } from './window-judge.ts';

/** learn: nothing is raised but what needs no model; watch: raised; enforce: others may act on it. */
export type TwinMode = 'learn' | 'watch' | 'enforce';

/** Severity from which an act that was never learned is told at once, without waiting for more of its kind. */
const AT_ONCE = 0.5;
/** A guest's clock is believed as far as this from the console's, microseconds. */
const CLOCK_TRUST = 120e6;
/** Where a recording is played fast, flows come so much before what its hosts and agents tell of the same time, microseconds. */
const FLOWS_AHEAD = 120e6;
/** How long a window is shown beside what the twin would do. */
const SHOWN = 60e6;
const FULL_ROUND = 86_400e6;
const SEQUENCES = ['syscalls', 'processes', 'flows'] as const satisfies readonly SequenceChannel[];

/**
 * The twin of one VM: learns what the VM does, predicts it, and tells where it departs. Depends on what it is told alone, in
 * its order; memory is bounded.
 */
export class Twin {
  readonly uuid: string;
  settings: TwinSettings;
  mode: TwinMode = 'learn';
  modeSince = 0;
  /** Newest time it was told of, microseconds. */
  now = 0;
  readonly tracks: Readonly<Record<SequenceChannel, ChannelTrack>> = {
    syscalls: new ChannelTrack('syscalls'),
    processes: new ChannelTrack('processes'),
    flows: new ChannelTrack('flows'),
  };
  readonly resources = new ResourceTrack();
  readonly agent = new AgentWatch();
  readonly habits = new HabitBook();
  readonly peers = new KnownPeers();
  readonly stories: StoryBook;
  readonly judge = new WindowJudge();
  readonly learned = new LearnedTime();
  readonly budget: AlarmBudget;
  /** The guided run the baseline began with. */
  profile: { workload: string; from: number; to: number | null } | null = null;
  /** What was normal when a person, or the end of learning, last said so; and how far it has moved since, 0 to 1. */
  anchor: Shares | null = null;
  drift = 0;
  /** Raised with every step that changed what is shown. */
  version = 0;
  facts: VmFacts | null = null;
  /** The last window of each channel, for a look beside what the twin would do. */
  readonly latest = new Map<SequenceChannel, { window: EventWindow; stream: EventStream }>();
  readonly #upkeep = new Upkeep();
  readonly #changes = new MassChanges(MANY_FILES);
  readonly #shells = new ShellOnSocket();
  readonly #tainted = new TaintedServices();
  #nextStep = 0;

  /** @param room for what is kept of departures, shared with other twins */
  constructor(uuid: string, settings: TwinSettings, room?: StoryRoom) {
    this.uuid = uuid;
    this.settings = settings;
    this.stories = new StoryBook(uuid, room);
    this.budget = new AlarmBudget(settings.alertsPerWeek);
  }

  /** Addresses the VM has by its leases. */
  get addresses(): string[] {
    return this.facts?.addresses.map(({ address }) => address) ?? [];
  }

  /** @param time when it came, microseconds */
  takeAgent(record: AgentRecord, time: number): void {
    this.advance(time);
    this.agent.take(record, this.now, this.facts?.vcpus ?? 1);
    if (record.kind === 'sequence') {
      const { thread, abi, calls, continues } = record.sequence;
      if (this.#shells.holds(thread)) this.#tainted.taint(thread.service || thread.name, this.now);
      const tokens = calls.map((number) => syscallToken(abi, number));
      this.tracks.syscalls.addRun(
        { service: thread.service || thread.name, thread: thread.name, tid: thread.tid },
        tokens,
        this.now,
        continues,
        this.now,
      );
    } else if (record.kind === 'event') {
      const { event } = record;
      const shell = this.#shells.take(event);
      if (this.#shells.holds(event.thread)) this.#tainted.taint(event.thread.service || event.thread.name, this.now);
      const trusted = Math.min(this.now, Math.max(this.now - CLOCK_TRUST, event.time));
      const whole = this.#changes.take({ ...event, time: trusted });
      const happening = toHappening(whole, this.#context(event.thread.service));
      if (happening === null) return;
      const window = this.#takeHappening('processes', happening);
      if (shell !== null) this.#raiseShell(shell, happening, window);
    }
  }

  /** A flow that ended, its client as `src`. */
  takeFlow(flow: Flow, side: 'client' | 'server'): void {
    // Hosts and agents tell how late it is, in one order whether live or played.
    this.advance(flow.end - FLOWS_AHEAD);
    const happening = flowHappening(flow, side, this.#context(''));
    if (happening !== null) this.#takeHappening('flows', happening);
  }

  takeRates(row: RateRow): void {
    this.advance(row.time);
    this.agent.takeRates(row);
    this.resources.take(row);
  }

  /** It is this late: ends windows and steps that are over. */
  advance(time: number): void {
    if (time > this.now) this.now = time;
    if (this.modeSince === 0) this.modeSince = this.now;
    if (this.now < this.#nextStep) return;
    this.#nextStep = (Math.floor(this.now / STEP) + 1) * STEP;
    const isIncomplete = this.agent.loss > 0.05;
    for (const channel of SEQUENCES) {
      const track = this.tracks[channel];
      const closed = track.takeClosed(this.now);
      for (const { window, stream } of closed) this.#takeWindow(track, stream, window, isIncomplete);
      track.endStep(this.now);
    }
    this.resources.endStep(this.now, this.judge, this.mode !== 'learn');
    this.#endStep();
    this.agent.look(this.now, this.facts === null || this.facts.state === 'running');
    for (const doubt of this.agent.takeDoubts()) {
      const { story } = this.stories.obtain('agent', `agent: ${doubt.kind}`, this.now);
      story.fixed = doubt;
      this.stories.add(story, keepDoubt(this, doubt));
    }
    if (this.agent.takeRecovery()) this.stories.soften('agent: silent', 'It speaks again.');
    this.#upkeep.look(this);
    this.version++;
  }

  /** How much of a day's round the baseline has seen, 0 to 1; a guided run stands for one. */
  get maturity(): number {
    if (this.profile !== null && this.profile.to !== null) return 1;
    return Math.min(1, this.learned.learnedSpan / FULL_ROUND);
  }

  /** Whether departures are told. */
  get raises(): boolean {
    return this.mode !== 'learn';
  }

  /** Whether what is normal may change: not while it drifts away from where a person saw it. */
  get mayLearn(): boolean {
    return this.drift <= this.settings.mostDrift;
  }

  setMode(mode: TwinMode): void {
    this.mode = mode;
    this.modeSince = this.now;
    this.reanchor();
    this.version++;
  }

  /** What is normal now is what drift is measured from. */
  reanchor(): void {
    this.anchor = this.mode === 'learn' ? null : mixtureOf(this);
    this.drift = 0;
  }

  /** Whether the windows of a channel are judged. */
  isRipe(channel: TwinChannelName): boolean {
    if (channel === 'agent') return true;
    return channel === 'resources' ? this.resources.isRipe : this.tracks[channel].ripe;
  }

  /** Learns a window, whoever let it in. */
  learnWindow(window: EventWindow): void {
    const { channel } = window;
    if (channel !== 'syscalls' && channel !== 'processes' && channel !== 'flows') return;
    const track = this.tracks[channel];
    const stream = track.streamOf(window.service, window.thread);
    this.#learn(track, stream, window);
  }

  #learn(track: ChannelTrack, stream: EventStream, window: EventWindow): void {
    const scored = stream.score(window, track.words);
    stream.learn(window, track.words, scored);
    for (const { peer, service } of window.happenings) {
      if (peer !== '') this.peers.learn(track.channel === 'flows' ? '' : service, peer);
    }
    track.windows++;
    track.events += window.events;
  }

  #context(_service: string): Parameters<typeof toHappening>[1] {
    return { own: this.addresses, knowsPeer: (service, key) => this.peers.has(service, key) };
  }

  #takeHappening(channel: 'processes' | 'flows', told: Happening): EventWindow {
    const happening = { ...told, severity: weighAct(told.severity, this.maturity) };
    const track = this.tracks[channel];
    if (happening.habit !== '') this.habits.add(this.now, happening.habit, happening.amount);
    const window = track.addHappening(happening, this.now);
    const stream = track.streamOf(happening.service, happening.thread);
    const isNew = !stream.knows(happening.word, track.words);
    if (!isNew) return window;
    const isKnown = this.raises && (track.ripe || this.#hasListened);
    if (isKnown && happening.severity >= AT_ONCE) {
      this.#raise(channel, happening, { ...happening, early: false }, window);
    } else if (!isKnown && happening.needsNoBaseline && !this.#isProfiled) {
      const severity = weighUnknown(happening.severity);
      this.#raise(channel, happening, { ...happening, severity, early: true }, window);
    } else if (happening.severity > 0) {
      this.stories.find(happening.service, this.now, GOING_ON)?.addAct({ ...happening, early: !isKnown });
    }
    return window;
  }

  /** Whether a person vouches for what goes on. */
  get #isProfiled(): boolean {
    return this.profile !== null && this.profile.to === null;
  }

  /** Whether its agent was heard for as long as learning takes: what a quiet VM did not do in that time it does not do. */
  get #hasListened(): boolean {
    const { since } = this.agent;
    return since !== null && this.now - since >= this.settings.ripeSpan;
  }

  #raiseShell(text: string, happening: Happening, window: EventWindow): void {
    const act = { ...SEVERITY.shellOnSocket, word: 'shell-on-socket', text, time: happening.time, early: false };
    this.#raise('processes', happening, act, window);
  }

  /** Tells of an act at once, and keeps what surrounds it from being learned. */
  #raise(channel: SequenceChannel, { service }: Happening, act: Omit<StoryAct, 'count'>, window: EventWindow): void {
    const { story, isNew } = this.stories.obtain(channel, service, this.now);
    story.addAct(act);
    if (isNew) this.budget.alarms++;
    window.tainted = act.text;
    this.#tainted.taint(service, this.now);
  }

  #takeWindow(track: ChannelTrack, stream: EventStream, window: EventWindow, isIncomplete: boolean): void {
    const before = this.latest.get(track.channel);
    // What does one thing again and again is nothing to look at.
    if (before === undefined || before.stream === stream || window.events > 4 || this.now - before.window.to > SHOWN)
      this.latest.set(track.channel, { window, stream });
    const by = track.judgeOf(stream, window);
    const scored = by.score(window, track.words);
    track.note(scored, window.events);
    const ringScore = scored.score;
    const isTainted = window.tainted !== '' || this.#tainted.has(window.service, window.from);
    const story = isTainted ? this.stories.find(window.service, this.now) : undefined;
    const parts = { ring: by.ring, ringScore, window, by: { track, stream: by, scored }, bits: scored.bits };
    if (story !== undefined) {
      const pValue = by.ring.pValue(ringScore);
      this.stories.add(story, keepWindow(this, { ...parts, number: -1, pValue }, story.title));
      this.learned.add(window.from, this.now, 'kept-out');
      return;
    }
    if (!track.ripe || !this.raises) {
      this.#learn(track, stream, window);
      stream.ring.put(by === stream ? ringScore : stream.score(window, track.words).score, scored.bits);
      this.learned.add(window.from, this.now, isIncomplete ? 'incomplete' : 'learned');
      if (!track.ripe && isRipe(track, this.settings, this.now)) track.ripen();
      return;
    }
    const judged = this.judge.compare(parts);
    if (judged.pValue >= this.settings.keepOut) {
      if (this.mayLearn) this.#learn(track, stream, window);
      this.learned.add(window.from, this.now, isIncomplete ? 'incomplete' : 'learned');
      return;
    }
    this.learned.add(window.from, this.now, 'kept-out');
    // Acts that were never learned stay out of what is usual; rare but known ones are the tail that it has.
    if (judged.by?.scored.isNovel === true) judged.ring.expel(judged.number);
    const open = this.stories.find(window.service, this.now, GOING_ON);
    if (open === undefined) {
      this.stories.putAside(keepWindow(this, judged, titleOf(window)));
      return;
    }
    this.judge.withdraw(judged);
    this.stories.add(open, keepWindow(this, judged, open.title));
  }

  #endStep(): void {
    if (!this.judge.hasPending) return;
    this.budget.step(this.now);
    const windows = this.judge.endStep(this.budget.stepsBetween, this.budget.stretch(this.maturity));
    const [worst] = windows ?? [];
    if (windows === null || worst === undefined) return;
    const { story, isNew } = this.stories.obtain(worst.window.channel, worst.window.service, worst.window.from);
    if (isNew) this.budget.alarms++;
    story.alarms++;
    for (const judged of windows) this.#tell(story, judged);
  }

  #tell(story: ReturnType<StoryBook['obtain']>['story'], judged: JudgedWindow): void {
    for (const happening of judged.window.happenings) {
      const { by } = judged;
      if (by === null || happening.severity === 0 || by.stream.knows(happening.word, by.track.words)) continue;
      story.addAct({ ...happening, early: false });
    }
    const kept = keepWindow(this, judged, story.title);
    this.stories.takeFromAside(kept.id);
    this.stories.add(story, kept);
  }
}

function titleOf({ service, channel }: EventWindow): string {
  return channel === 'flows' ? 'Traffic that is rare' : `${service} does what is rare`;
}
