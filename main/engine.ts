import type { MienContract } from '../shared/contract/contract.ts';
import type { Handlers } from '../shared/rpc/procedure.ts';
import type { ServerSinks } from '../shared/rpc/server.ts';
import { createConsoleHandlers } from './api/console-handlers.ts';
import { createEnforcementHandlers } from './api/enforcement-handlers.ts';
import { createFlowHandlers } from './api/flow-handlers.ts';
import { createHostHandlers } from './api/host-handlers.ts';
import { openIncidentDesk } from './api/incident-desk.ts';
import { createIntelHandlers } from './api/intel-handlers.ts';
import { noteCommand } from './api/note-command.ts';
import { OpenSessions } from './api/open-sessions.ts';
import { createPathsHandlers } from './api/paths-handlers.ts';
import { createPolicyHandlers } from './api/policy-handlers.ts';
import { createPolicyPreviewHandlers } from './api/policy-preview-handlers.ts';
import { createPolicyWorlds } from './api/policy-worlds.ts';
import { createRiskHandlers } from './api/risk-handlers.ts';
import { createSessionHandlers } from './api/session-handlers.ts';
import { createSettingsHandlers } from './api/settings-handlers.ts';
import { createSubjectHandlers } from './api/subject-handlers.ts';
import { createTwinHandlers } from './api/twin-handlers.ts';
import { detailCodec } from './captures/io/detail-codec.ts';
import { fileExists, keyOfFiles } from './captures/io/find-files.ts';
import { isSessionPath, openContainer, type OpenedContainer } from './captures/io/open-container.ts';
import { readBaselines } from './captures/io/read-baselines.ts';
import { ReplayBook } from './captures/io/replay-book.ts';
import type { ParserProgram } from './captures/io/parser-process.ts';
import { saveSession } from './captures/io/save-session.ts';
import { clearIndexes, openSession, type Opening } from './captures/io/session-opener.ts';
import type { Session } from './captures/session.ts';
import { SessionList } from './captures/session-list.ts';
import { toOpening } from './captures/io/to-opening.ts';
import { createJudgeMaker } from './detection/io/judge-maker.ts';
import { checkMachine } from './doctor/io/check-machine.ts';
import { findKeptWays } from './enforcement/io/find-kept-ways.ts';
import { openEnforcement } from './enforcement/io/open-enforcement.ts';
import { SimulatedGate } from './enforcement/simulated-gate.ts';
import { type Log, openLog } from './log/io/open-log.ts';
import { type HostClock, wallClock } from './hosts/host-clock.ts';
import type { HostProgram } from './hosts/io/host-child.ts';
import { createLibvirtHostMaker } from './hosts/io/libvirt-host.ts';
import { refuseUri } from './hosts/io/refuse-uri.ts';
import { testHost } from './hosts/io/test-host.ts';
import type { Intelligence } from './intel/intelligence.ts';
import { loadFeeds } from './intel/io/load-feeds.ts';
import { openFeeds } from './intel/io/open-feeds.ts';
import type { VulnerabilityIndex } from './intel/vulnerabilities/vulnerability-index.ts';
import { openWatch } from './loop/io/open-watch.ts';
import { WatchBook } from './loop/watch-book.ts';
import { openPolicies } from './policy/io/open-policies.ts';
import { SettingsBook } from './settings/settings-book.ts';
import { ConsoleStore } from './store/console-store.ts';
import { joinPath, makeFolder } from './store/io/folders.ts';
import { openTwinStore } from './store/io/open-twin-store.ts';
import { createTransientMemory } from './twin/transient-memory.ts';
import { makeTwins } from './twin/make-twins.ts';

/** What the engine is started with. */
export interface EngineOptions {
  /** Folder of the console's memory and indexes. */
  home: string;
  /** Folder of thresholds, catalogues and the sample session. */
  resources: string;
  /** Folder that holds node_modules, to find out what is installed. */
  applicationRoot: string;
  parser: ParserProgram;
  /** Watches a host, in a process of its own each. */
  hosts: HostProgram;
  shell: 'electron' | 'browser';
  version: string;
  /** Author of notes. */
  user: string;
  /** Time that simulated hosts and their sessions live by; the machine's where absent. */
  clock?: HostClock;
}

/** A running engine: answers the contract until it is closed. */
export interface Engine {
  handlers: Handlers<MienContract>;
  sinks: ServerSinks;
  /** Goes on watching the hosts that were watched before. @returns whether there are any */
  resume(): boolean;
  /** Opens files and resolves when all is read: what the command line does. */
  openAndRead(paths: readonly string[]): Promise<Session>;
  /** Believes all feeds of a folder until it is closed. @returns files that were not taken, each with the reason */
  believe(folder: string): Promise<{ file: string; why: string }[]>;
  close(): Promise<void>;
}

/** Builds every room and wires them: the only place that knows them all. */
export function createEngine(options: EngineOptions): Engine {
  const now = (): number => Date.now();
  makeFolder(options.home);
  const indexFolder = joinPath(options.home, 'index');
  clearIndexes(indexFolder);
  const log = openLog(joinPath(options.home, 'mien.log'));
  const list = new SessionList();
  const store = new ConsoleStore(joinPath(options.home, 'console.db'));
  const policies = openPolicies(options.home, options.resources);
  const twins = openTwinStore(joinPath(options.home, 'twins.db'));
  const createTwins = makeTwins(() => performance.now());
  /** Feeds of a folder that a command line named, in the place of the console's own. */
  let named: { intelligence: Intelligence; vulnerabilities: VulnerabilityIndex } | null = null;
  const feedFolder = joinPath(options.home, 'feeds');
  makeFolder(feedFolder);
  /** By whom the sessions that are read were judged. */
  let asked: { intelligence: Intelligence | null; vulnerabilities: VulnerabilityIndex | null } | null = null;
  const feeds = openFeeds({
    folder: feedFolder,
    program: options.parser,
    load: () => store.getSetting('feeds'),
    keep: (text) => store.putSettings({ feeds: text }),
    onChange: () => {
      list.changes.notify();
      const { intelligence, vulnerabilities } = feeds.book;
      if (intelligence === (asked?.intelligence ?? null) && vulnerabilities === (asked?.vulnerabilities ?? null))
        return;
      asked = { intelligence, vulnerabilities };
      // What is still read or watched is judged all the time.
      for (const session of list.list()) if (session.toState().state === 'ready') session.assess();
    },
    onProblem: (error) => log.error({ error }, 'fetching feeds failed'),
  });
  const intelligence = (): Intelligence | null => named?.intelligence ?? feeds.book.intelligence;
  const judgeMaker = createJudgeMaker(
    options.resources,
    intelligence,
    () => named?.vulnerabilities ?? feeds.book.vulnerabilities,
  );
  const settings = new SettingsBook(store, judgeMaker);
  const sessions = new OpenSessions(list, store);
  const fonts = joinPath(options.resources, 'fonts');
  const incidents = openIncidentDesk(sessions, { ...options, fonts, now }, () => settings.thresholds());
  const parts = {
    list,
    indexFolder,
    parser: options.parser,
    codec: detailCodec,
    createJudge: () => settings.makeJudge(),
    answers: incidents.answers,
    createTwins: createTwins(createTransientMemory),
    now,
  };

  const gate = new SimulatedGate();
  const book = new WatchBook({
    load: () => store.getSetting('hosts'),
    keep: (hosts) => store.putSettings({ hosts }),
    refuse: refuseUri,
    open: (kind) => {
      const watch = openWatch(kind, {
        list,
        home: options.home,
        parser: options.parser,
        makeLibvirtHost: createLibvirtHostMaker(options.hosts),
        createJudge: () => settings.makeJudge(),
        answers: incidents.answers,
        createTwins: (of) => createTwins(of === 'live' ? () => twins : createTransientMemory),
        version: options.version,
        clock: options.clock ?? wallClock,
        recordings: joinPath(options.home, 'recordings'),
        pass: (host, observations) => gate.pass(host, observations),
      });
      sessions.register(watch.session.id, watch.session.id);
      return watch;
    },
  });

  const worldOf = createPolicyWorlds(sessions, intelligence, (hosts) =>
    findKeptWays(book.settings().filter(({ id }) => hosts.includes(id))),
  );
  const enforcement = openEnforcement({
    home: options.home,
    resources: options.resources,
    program: options.hosts,
    book,
    shelf: policies.book,
    gate,
    worldOf,
    changes: [list.changes, policies.book.changes],
    user: options.user,
    onProblem: (error) => log.error({ error }, 'enforcing failed'),
  });
  const replays = new ReplayBook(parts);

  const remember = (session: Session, paths: readonly string[]): void => {
    const state = session.toState();
    if (state.sample) return;
    const bytes = state.files.reduce((sum, file) => sum + file.bytes, 0);
    store.putRecent({
      key: keyOfFiles(session.files),
      paths: [...paths],
      name: state.name,
      bytes,
      openedAt: state.openedAt,
      worstRisk: state.worstRisk,
    });
  };

  const openPaths = async (paths: readonly string[], sample: boolean): Promise<Session> => {
    const [only] = paths;
    const container =
      only !== undefined && paths.length === 1 && isSessionPath(only) ? await openContainer(only) : null;
    const opening: Opening = container ? { ...container, sample } : toOpening(paths, sample);
    const key = keyOfFiles(opening.files);
    const knowing = createTwins(await readBaselines(container));
    const answered = { ...parts, answers: () => incidents.answersOf(key), createTwins: knowing };
    const session = await openSession(opening, answered, (done) => remember(done, paths));
    sessions.register(session.id, key);
    if (container && store.listNotes(key).length === 0) for (const note of container.notes) store.addNote(key, note);
    if (container && store.listDeclarations(key).size === 0) {
      for (const { subject, role } of container.declarations) if (role) store.putDeclaration(key, subject, { role });
    }
    remember(session, paths);
    if (container) void verify(session, container, log);
    return session;
  };

  const save = async (
    id: string,
    path: string | undefined,
    signal: AbortSignal,
  ): Promise<{ path: string; bytes: number }> => {
    const session = sessions.session(id);
    const { key } = sessions.view(id);
    const roles = new Map(
      [...store.listDeclarations(key)].map(([subject, declared]) => [subject, declared.role ?? '']),
    );
    const saved = await saveSession(
      session,
      { version: options.version, notes: store.listNotes(key), roles },
      path,
      signal,
    );
    session.savedAs = saved.path;
    list.changes.notify();
    return saved;
  };

  return {
    handlers: {
      ...createSessionHandlers(sessions, {
        open: async (paths) => ({ session: (await openPaths(paths, false)).id }),
        openSample: async () => ({ session: (await openPaths([joinPath(options.resources, 'sample.mien')], true)).id }),
        save,
        closed: (id) => {
          book.forget(id);
          replays.forget(id);
        },
        exists: fileExists,
        user: options.user,
        now,
      }),
      ...createSubjectHandlers(sessions, {
        judgeFor: (localNetworks) => settings.makeJudge({ localNetworks }),
        thresholds: () => settings.thresholds(),
      }),
      ...createRiskHandlers(sessions, settings),
      ...incidents.handlers(),
      ...createIntelHandlers(sessions, {
        book: feeds.book,
        believeWith: (feed) => {
          const { feeds: believed, lists } = feeds.book.believed(feed);
          return feeds.build(believed, lists);
        },
        onProblem: (error) => log.error({ error }, 'fetching a feed failed'),
      }),
      ...createPathsHandlers(sessions, judgeMaker, (session) => enforcement.rulesIn(session)),
      ...createPolicyPreviewHandlers(sessions, {
        world: worldOf,
        enforced: () => policies.book.enforced(),
        library: () => policies.book.library(),
        rulesOf: (host) => enforcement.enforcer.rulesOf(host),
      }),
      ...createPolicyHandlers(policies.book, { world: worldOf, templates: policies.templates, user: options.user }),
      ...createEnforcementHandlers({ ...enforcement, book, now }),
      ...createTwinHandlers(sessions, { techniqueOf: judgeMaker.techniqueOf }),
      ...createFlowHandlers(sessions),
      ...createHostHandlers(sessions, book, {
        test: (uri, testing, signal) => testHost(options.hosts, book.draft({ uri, ...testing }), signal),
        replay: async (path) => {
          const container = isSessionPath(path) ? await openContainer(path) : null;
          const { name, files, baselines = null } = container ?? toOpening([path], false);
          const knowing = createTwins(await readBaselines(container));
          const { session } = await replays.start(name, files, { baselines, createTwins: knowing });
          sessions.register(session.id, keyOfFiles(files));
          return { session: session.id };
        },
        steer: (session, steering) => {
          replays.steer(session, steering);
          sessions.dropView(session);
        },
      }),
      ...createSettingsHandlers(sessions, settings),
      ...createConsoleHandlers(sessions, {
        version: options.version,
        shell: options.shell,
        user: options.user,
        storePath: options.home,
        now,
        checkMachine: () => checkMachine(options.home, options.applicationRoot),
      }),
    },
    sinks: {
      audit: (entry) => {
        store.addAudit(
          now(),
          entry.name,
          entry.input,
          entry.message ? `${entry.stage}: ${entry.message}` : entry.stage,
        );
        noteCommand(enforcement.store.audit, entry, options.user);
      },
      log: (entry) => log.error({ id: entry.id, call: entry.name, error: entry.error }, 'a handler failed'),
    },
    believe: async (folder) => {
      const { feeds: found, lists, vulnerabilities, refused } = await loadFeeds(folder, options.parser, feedFolder);
      named = {
        intelligence: await feeds.build(found, lists),
        vulnerabilities: await feeds.buildVulnerabilities([vulnerabilities]),
      };
      return refused;
    },
    resume: () => book.resume() !== null,
    openAndRead: async (paths) => {
      const session = await openPaths(paths, false);
      await session.over;
      return session;
    },
    close: async () => {
      feeds.close();
      incidents.close();
      await enforcement.close();
      list.closeAll();
      store.close();
      policies.close();
      twins.close();
      await log.close();
    },
  };
}

/** Compares the parts of a container with their checksums once it is read, and tells what differs. */
async function verify(session: Session, container: OpenedContainer, log: Log): Promise<void> {
  await session.over;
  try {
    for await (const remark of container.verify(session.closed)) session.addRemark(remark);
  } catch (problem) {
    log.error({ error: problem }, 'comparing checksums failed');
  }
}
