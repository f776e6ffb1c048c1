import type { DataOf, EventOf } from '../../events/catalogue.js';
import { visibleText } from '../../events/content.js';
import type { StepPath } from '../../events/ids.js';
import { nameOfLimit, shareOf } from '../../events/limits.js';
import { type Unfinished, unfinishedWords } from '../../events/operation.js';
import { judgementWords } from '../../events/review.js';
import type { Handlers, Projection } from '../../projections/projection.js';
import type { RunState } from '../../projections/runState/state.js';
import { unitOf } from '../../projections/worktrees.js';
import { duration } from './duration.js';
import { cut } from './fit.js';
import { harmless, type Paint } from './paint.js';

/** What a follower of a run has in mind, and the lines that it has not said yet. */
export interface Following {
  readonly paint: Paint;
  /** The run as it is, with the event that is told of already in it. */
  readonly state: RunState;
  readonly lines: string[];
  /** The gates that run, by the seq of their intents. */
  readonly gates: Map<number, EventOf<'GateIntended'>>;
  /** The steps whose doing resets take back, by the seq of their intents. */
  readonly undone: Map<number, StepPath>;
  /** The units that intents are of, as long as they are open. */
  readonly units: Map<number, string>;
}

const NUDGES: Readonly<Record<string, string>> = {
  quiet: 'it changed nothing and stated no case',
  empty: 'it said nothing',
  case: 'its case cannot be read',
};

/** How much of an error is shown, in columns. */
const ERROR_COLUMNS = 400;

/** How much of what a failed gate printed is shown. */
const QUOTED_LINES = 6;
const QUOTED_CHARS = 160;

/** Turns the events of a run into lines that a person follows it by; most events are worth none. */
export const createProgress = (paint: Paint, state: RunState): Projection<Following> => ({
  name: 'progress',
  empty: () => ({ paint, state, lines: [], gates: new Map(), undone: new Map(), units: new Map() }),
  each: ({ units }, { event }) => {
    const unit = state.intents.get(event.seq)?.unit;
    if (unit) units.set(event.seq, unit);
  },
  on: handlers,
});

const handlers: Handlers<Following> = {
  LogRepaired: (into, { data }) =>
    note(
      into,
      `the last write had been cut off; it is kept in ${data.torn.map(({ file }) => file).join(', ')}`,
    ),

  AttemptStarted: ({ lines, paint }, { data }) => {
    const again = data.attempt > 1 ? `  attempt ${data.attempt}` : '';
    const agent = data.agent ? paint.dim(`  ${harmless(data.agent.name)}`) : '';
    lines.push(`${paint.note('▶')} ${harmless(data.path)}${again}${agent}`);
  },

  AgentAdopted: (into, { data }) => note(into, 'the agent outlived the engine; reading on', data.intent),

  VariablesUnknown: (into, { data }) =>
    note(
      into,
      `${data.path}: nothing answers to ${data.names.map((name) => `{${name}}`).join(', ')} in its prompt`,
    ),

  SessionNotContinued: (into, { data }) =>
    note(
      into,
      `${data.path}: a new session${data.from === undefined ? '' : ` instead of that of ${data.from}`} (${data.why})`,
    ),

  SessionLost: (into, { data }) =>
    note(into, `its session is lost, a new one begins: ${data.why}`, data.intent),

  UnitMerged: (into, { data }) => {
    if (data.commit !== data.onto) note(into, `${data.path} merged  ${data.commit.slice(0, 7)}`);
  },

  UnitConflicted: (into, { data }) =>
    void into.lines.push(
      `  ${into.paint.bad('✗')} ${harmless(`${data.with} and ${data.path} both changed ${data.files.join(', ')}`)}`,
    ),

  WorktreeRemoved: (into, { data }) => {
    const unit = into.units.get(data.intent) ?? '';
    if (data.left !== undefined)
      note(into, `${into.state.worktrees.get(unit)?.path} is left where it is: ${data.left}`, data.intent);
  },

  CallFinished: (into, { data }) => {
    if (data.leftovers > 0)
      note(
        into,
        `${data.leftovers === 1 ? 'a process' : `${data.leftovers} processes`} that it left behind ${data.leftovers === 1 ? 'was' : 'were'} stopped`,
        data.intent,
      );
    if (data.succeeded) return;
    const text = data.error ? cut(visibleText(data.error), ERROR_COLUMNS) : `exit ${data.exit}`;
    into.lines.push(`  ${into.paint.bad('✗')} ${ofUnit(into, data.intent)}agent: ${harmless(text)}`);
  },

  GuardTripped: (into, { data }) => note(into, `guard ${data.guard}: ${data.detail}`, data.intent),

  CallInterrupted: (into, { data }) => note(into, `agent interrupted: ${data.why}`, data.intent),

  GateIntended: ({ gates }, event) => void gates.set(event.seq, event),

  GateFinished: ({ lines, paint, gates, state }, { data }) => {
    const { path = '', gate } = gates.get(data.intent)?.data ?? {};
    const { name: gateName = 'gate', command = '' } = gate ?? {};
    const name = unitOf(state, path) === '' ? gateName : `${path}: ${gateName}`;
    gates.delete(data.intent);
    const mark = { passed: paint.good('✓'), failed: paint.bad('✗'), skipped: paint.note('-') }[data.result];
    const why = data.result === 'passed' ? '' : `  ${harmless(data.error ?? data.result)}`;
    lines.push(`  ${mark} ${harmless(name)}  ${paint.dim(harmless(command))}${why}`);
    if (data.result === 'failed') lines.push(...quotation(visibleText(data.output), paint));
  },

  FindingsVoided: (into, { data: { path, gates } }) => {
    if (gates.length > 0) note(into, `${path}: its files changed since; ${gates.join(', ')} again`);
  },

  TurnNudged: (into, { data }) =>
    note(into, `${data.path}: ${NUDGES[data.why] ?? data.why}; it is told so (${data.streak})`),

  CallPostponed: (into, { data }) =>
    note(into, `${data.path}: called again in ${data.waitMs / 1000} s (${data.failures} failed)`),

  WorkJudged: ({ lines, paint, state }, { data }) => {
    const mark = data.accepted ? paint.good('✓') : paint.bad('✗');
    const entry = state.steps.get(data.path)?.ledger.at(-1);
    const concern = entry?.verdict?.concern ?? data.concern;
    const why =
      concern === undefined ? '' : `: ${cut(harmless(concern.split('\n')[0] ?? ''), ERROR_COLUMNS)}`;
    lines.push(
      `  ${mark} ${harmless(data.path)}, iteration ${data.iteration}: ${judgementWords(data)}${why}`,
    );
  },

  LimitNeared: (into, { data: { limit, used, value } }) =>
    note(into, `${nameOfLimit(limit)}: ${shareOf(limit, used, value)} used`),

  StopRequested: (into, { data }) => {
    if (data.limit !== undefined)
      note(into, `${data.detail ?? data.reason}; stopping, and what is under way is kept`);
  },

  StepPassed: ({ lines, paint, state }, { data }) => {
    // That an evaluator has come to a verdict is told by the verdict.
    if (state.index.steps.get(data.path)?.node.type === 'review') return;
    const took = duration(state.steps.get(data.path)?.ms ?? 0);
    lines.push(
      `${paint.good('✓')} ${harmless(data.path)}  ${paint.dim(`${took}  ${data.head.slice(0, 7)}`)}`,
    );
  },

  StepFailed: ({ lines, paint }, { data }) =>
    void lines.push(paint.bad(`✗ ${harmless(data.path)} failed (${data.reason})`)),

  ReattachIntended: (into, { data, seq }) => {
    note(into, leftWords(data), seq);
    noteUnfinished(into, data, seq);
  },

  WorktreeCreated: (into, { data }) => noteAside(into, data),

  WorktreeRecreated: (into, { data }) => {
    // In the first life of a fork, none of them was ever there.
    if (into.state.forkOf?.life !== into.state.life - 1)
      note(
        into,
        'the worktree was gone and stands again; what was not committed in it is done again',
        data.intent,
      );
    noteAside(into, data);
  },

  SetupIntended: (into, { seq }) => note(into, 'the worktree is being set up', seq),

  ResetIntended: ({ undone }, { data: { why, path }, seq }) => {
    if (why === 'undo' && path !== undefined) undone.set(seq, path);
  },

  WorktreeReset: (into, { data }) =>
    note(
      into,
      `${backTo(into, data)}; what was there is kept under ${[data.kept.ref, ...(data.also ?? [])].join(' and ')}${data.aside === undefined ? '' : `, repositories in ${data.aside}`}`,
      data.intent,
    ),

  CommitIntended: (into, { data, seq }) => {
    const { kind, path, keeps } = data;
    noteUnfinished(into, data, seq);
    if (kind === 'placeholder' && keeps !== undefined)
      note(into, `commits made in ${path} are parked with its work, and kept under ${keeps}`, seq);
  },

  PlaceholderUnwound: (into, { data }) =>
    note(into, 'the placeholder is taken back; what lies there of its work is uncommitted', data.intent),

  PlaceholderKept: (into, { data }) =>
    note(into, `the placeholder stays: the branch went on to ${data.tip.slice(0, 7)}`, data.intent),

  RunApplied: (into, { data }) => note(into, `merged as ${data.commit.slice(0, 7)}`, data.intent),

  RunDiscarded: (into, { data }) => noteKept(into, data.uncommitted),
  RunArchived: (into, { data }) => noteKept(into, data.uncommitted),

  WorkKept: (into, { data }) => note(into, `work in progress is kept under ${data.ref}`, data.intent),
};

/** How HEAD was left, and what is kept of that; what the branch of the run holds needs no ref of its own. */
const leftWords = ({ head, tip, to, keeps }: DataOf<'ReattachIntended'>): string => {
  if (head === undefined && tip === undefined) return 'HEAD was left without a commit; it is put back';
  const isKept = [head, tip].some((commit) => commit !== undefined && commit !== to);
  return `HEAD was left elsewhere; ${isKept ? `what it held is kept under ${keeps}` : 'it is put back'}`;
};

/** Where a reset went back to: what an attempt found when it began may lie in no commit. */
const backTo = ({ undone }: Following, { intent, to }: DataOf<'WorktreeReset'>): string => {
  const path = undone.get(intent);
  return path === undefined
    ? `worktree reset to ${to.slice(0, 7)}`
    : `worktree as it was before this attempt of ${path}`;
};

/** What git was in the middle of is over, and a person has to know where its other side is. */
const noteUnfinished = (
  into: Following,
  { unfinished }: { readonly unfinished?: Unfinished },
  seq: number,
): void => {
  if (unfinished !== undefined) note(into, unfinishedWords(unfinished), seq);
};

/** Something else lay where a worktree is to be, and a person has to know where it is now. */
const noteAside = (into: Following, { intent, aside }: DataOf<'WorktreeCreated'>): void => {
  if (aside !== undefined) note(into, `what lay there is in ${aside}`, intent);
};

/** What was in no commit goes with its worktree, so a person has to know where it is. */
const noteKept = (into: Following, uncommitted: number): void => {
  const keeps = into.state.ended?.keeps ?? '';
  if (uncommitted > 0) note(into, `what was not committed is kept under ${keeps}work/`);
};

/** The last lines that a failed gate printed; `refold log --full` has all of them. */
const quotation = (text: string, paint: Paint): readonly string[] => {
  const said = text
    .trimEnd()
    .split('\n')
    .filter((line) => line.trim() !== '');
  const shown = said
    .slice(-QUOTED_LINES)
    .map((line) => `      ${paint.dim(harmless(line.slice(0, QUOTED_CHARS)))}`);
  return said.length > QUOTED_LINES ? [`      ${paint.dim('…')}`, ...shown] : shown;
};

/** What is under way, and since when: agents or gates at work. */
export const underWay = (state: RunState): { readonly words: string; readonly since: string } | undefined => {
  const events = [...state.intents.values()].flatMap(({ type, event }) =>
    type === 'CallIntended' || type === 'GateIntended' ? [event] : [],
  );
  const [first, ...more] = events;
  if (!first) return undefined;
  const words =
    more.length === 0
      ? wordsFor(first)
      : `${events.length} at work: ${events.map(({ data }) => data.path).join(', ')}`;
  return { words: harmless(words), since: first.at };
};

const wordsFor = (event: EventOf<'CallIntended'> | EventOf<'GateIntended'>): string =>
  event.type === 'CallIntended'
    ? `${event.data.path}: ${event.data.agent.name} at work`
    : `${event.data.path}: gate ${event.data.gate.name}`;

const note = (into: Following, text: string, intent?: number): void =>
  void into.lines.push(`  ${into.paint.note('·')} ${ofUnit(into, intent)}${harmless(text)}`);

/** Units run beside each other, so that a line has to say whose it is. */
const ofUnit = ({ units }: Following, intent: number | undefined): string => {
  const unit = intent === undefined ? undefined : units.get(intent);
  return unit === undefined ? '' : `${harmless(unit)}: `;
};
