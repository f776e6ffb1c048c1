import { limitsOf } from '../../src/projections/limits.js';
import { apply, project } from '../../src/projections/projection.js';
import { attempts, reportOf } from '../../src/projections/report.js';
import type { RunState } from '../../src/projections/runState/state.js';
import { runState } from '../../src/projections/runState.js';
import { clearedFrom } from '../../src/projections/stepIndex.js';
import { evidence, isSound, verdictOf } from '../../src/projections/verdict.js';
import { ownWorktree } from '../../src/projections/worktrees.js';
import { deliveriesOf } from '../support/messages.js';
import { spendNotReported } from '../support/spending.js';
import type { Fate } from './fate.js';
import { passesOnWhatGatesSaw } from './gatesSaw.js';
import { FOREIGN, type Ground } from './ground.js';
import { type History, liveThrough } from './history.js';
import { scanLog } from './log.js';
import { driftsIntoNoCommit } from './peoplesFiles.js';
import { surfacesAgree } from './surfaces.js';
import { temperOf } from './temper.js';

/** What must hold after any history; the answer says in words what does not. */
export type Law = (history: History) => readonly string[] | Promise<readonly string[]>;

/**
 * The same run, without crashes and without people who do anything but answer. Of units that do not fit together, the
 * one that runs again sees what the others did; which one that is, a replay may change.
 */
const endsAsUncrashed: Law = async ({ fate, outcome, stored, machine: { ground } }) => {
  const has = (type: string): boolean => stored.some(({ event }) => event.type === type);
  if (ground.isMeddledWith || ground.takenAway.size > 0 || (has('UnitConflicted') && has('RunReplayed')))
    return [];
  const reference = await liveThrough({ ...fate, lives: [] });
  const [was, is] = [reference.outcome, outcome].map((one) => JSON.stringify(one, undefined, 1));
  return was === is ? [] : [`it ended as ${is}\nand would have ended as ${was}`];
};

/** Nothing below a step that has passed is launched again, but by a replay or because its unit did not fit. */
const runsNoPassedStepAgain: Law = ({ stored, state }) => {
  const passed = new Set<string>();
  const found: string[] = [];
  const isInside = (path: string, root: string): boolean => `${path}/`.startsWith(`${root}/`);
  for (const { event, known } of stored) {
    if (!known) continue;
    const { type, data } = event;
    if (type === 'RunReplayed') {
      const cleared = data.clearedCount === undefined ? data.cleared : clearedFrom(state.index, data);
      for (const path of [...passed])
        if (cleared.some((root) => isInside(path, root) || isInside(root, path))) passed.delete(path);
    }
    if (type === 'UnitConflicted')
      for (const path of [...passed])
        if (isInside(path, data.path) || isInside(data.path, path)) passed.delete(path);
    if (type === 'StepPassed') passed.add(data.path);
    if (type !== 'AttemptStarted' && type !== 'CallIntended') continue;
    // A validator belongs to the attempt that it judges, and runs in each of them.
    if (state.index.steps.get(data.path)?.inGate) continue;
    for (const root of passed)
      if (isInside(data.path, root))
        found.push(`${type} ${event.seq} of ${data.path}, though ${root} has passed`);
  }
  return found;
};

/** What was launched, moved or written is what the log tells, once, and was announced on disk before. */
const doesNothingUnrecorded: Law = ({ machine: { ground, processes }, stored, state }) => {
  const told = processes.all.filter(({ wasTold }) => wasTold);
  const spawned = new Map(
    stored.flatMap(({ known, event }) =>
      known && event.type === 'AgentSpawned' ? [[event.data.pid, event.data.intent] as const] : [],
    ),
  );
  const unknown = told.filter(({ pid, call }) => spawned.get(pid) !== call.seq);
  const alive = processes.all.filter((process) => process.alive && state.stop !== undefined);
  return [
    ...ground.broken,
    ...unknown.map(({ name }) => `${name} ran, and the log does not know it`),
    ...alive.map(({ name }) => `${name} still runs although the run stands still`),
  ];
};

/** The engine takes all that it plans itself, and no second writer is ever about. */
const refusesNothingOfItsOwn: Law = ({ lives }) =>
  lives.flatMap(({ told }) => {
    if (told.told !== 'halted' || told.halt._tag === 'AppendDiskFull' || told.halt._tag === 'DiskFull')
      return [];
    return [`a life was cut off by itself: ${JSON.stringify(told.halt)}`];
  });

/** No agent is launched once a limit on what they spend is reached, or while nobody knows whether it is. */
const holdsToItsLimits: Law = ({ stored }) => {
  const state = runState.empty();
  return stored.flatMap((one) => {
    const { tokens } = Object.fromEntries(limitsOf(state).map((standing) => [standing.limit, standing]));
    apply(runState, state, one);
    if (!tokens || one.event.type !== 'CallIntended') return [];
    const { used = 0, unknown = 0, value } = tokens;
    const isBlind = unknown > 0 && state.onUnknownSpend?.does !== 'continue';
    return used >= value || isBlind
      ? [`call ${one.event.seq} is launched at ${used} of ${value} tokens`]
      : [];
  });
};

/** What the agents' programs told of their use is counted, each word of it once. */
const spendAddsUp: Law = ({ machine: { processes }, state, stored }) => {
  const talks = processes.all.filter(({ wasTold }) => wasTold).map(({ talk }) => talk);
  const told = processes.conversations.told(talks);
  const { tokensIn = 0 } = state.spend.known;
  const report = reportOf(project(attempts, stored), { held: false });
  return [
    ...(told === tokensIn || state.intents.size > 0
      ? []
      : [`${told} tokens were told, ${tokensIn} are counted`]),
    ...(state.spend.untold < 0 ? ['fewer than no calls told nothing'] : []),
    ...(report ? spendNotReported(report) : []),
  ];
};

/** The log on the disk decodes, verifies, and names nothing that is not there. */
const logVerifies: Law = async ({ machine: { log }, stored, scan, lives }) => {
  const found = project(evidence, stored);
  const missing: string[] = [];
  for (const ref of found.payloads.values())
    if ((await log.payloads.check(ref)())._tag === 'Left') missing.push(ref.sha256);
  const payloads = { sound: missing.length === 0, named: found.payloads.size, missing, damaged: [] };
  const verdict = verdictOf(found, scan, log.torn, payloads);
  // Where there was nothing to do, nothing is appended, and the next life names what was set aside.
  const isRefused = lives.at(-1)?.told.told === 'refused';
  const unnamed = isRefused ? [] : verdict.completeness.unnamedTornFiles;
  return [
    ...(isSound(verdict) && scan.tail.kind === 'sound'
      ? []
      : [`it does not verify: ${JSON.stringify(verdict)}`]),
    ...unnamed.map((file) => `no event names ${file}`),
  ];
};

/** What refold took out of a worktree, what agents committed, and what the log names: all of it can be had. */
const losesNothing: Law = ({ machine: { ground }, stored }) => {
  const commits = ground.reachable();
  const contents = ground.contents();
  const isGone = (one: string, there: ReadonlySet<string>): boolean =>
    !there.has(one) && !ground.givenUp.has(one);
  const named = stored.flatMap(({ known, event }) => {
    if (!known || !('commit' in event.data) || typeof event.data.commit !== 'string') return [];
    return [{ seq: event.seq, commit: event.data.commit }];
  });
  return [
    ...[...ground.displaced].filter((one) => isGone(one, contents)).map((one) => `"${one}" is lost`),
    ...[...ground.made]
      .filter((one) => isGone(one, commits))
      .map((one) => `an agent's commit ${one} is lost`),
    ...named
      .filter(({ commit }) => isGone(commit, commits))
      .map(({ seq, commit }) => `commit ${commit}, which event ${seq} names, is lost`),
  ];
};

/** Who is said to have written what it must not is one that does. */
const blamesNobodyElse: Law = ({ fate: { tempers }, stored, state }) =>
  stored.flatMap(({ known, event }) => {
    if (!known || event.type !== 'AttemptFailed' || event.data.reason !== 'wrote') return [];
    const { path, attempt } = event.data;
    const { trespasses, writes, shares, deletes, commits } = temperOf(tempers, path, attempt);
    const does = writes > 0 || shares || deletes || commits !== 'not';
    // One that is asked for an answer writes nothing else, unless it trespasses; one that a guard watches does as it does.
    const isWatched = state.index.steps.get(path)?.node.guard?.noWrite === true;
    return trespasses || (isWatched && does) ? [] : [`event ${event.seq} blames ${path}`];
  });

/** Where the run stands still in the end, git and disk are as the log says, and nobody else's branches have moved. */
const standsAsTheLogSays: Law = ({ fate, machine: { ground }, stored, state }) => {
  const { git } = ground;
  const theirs = git.refs.get(FOREIGN);
  const moved = git.refs.get('refs/heads/main') !== ground.base.commit || theirs === undefined;
  const found = moved ? ["somebody else's branch has moved"] : [];
  let isHalfDone = false;
  for (const { known, event } of stored) {
    if (!known) continue;
    // A reset that could not be finished has moved the branch, and the log does not know of it yet.
    isHalfDone ||= event.type === 'StopRequested' && event.data.intent !== undefined;
    if (event.type === 'ReattachIntended' && !isHalfDone && !isLedAstray(fate))
      found.push(`event ${event.seq} finds HEAD elsewhere, where nobody took it`);
    const isBack =
      event.type === 'PlaceholderUnwound' && git.isAncestor(event.data.placeholder, tipOf(state, ground));
    if (isBack) found.push(`the placeholder that event ${event.seq} took back is still on the branch`);
  }
  if (ground.isMeddledWith || (state.stop?.reason !== 'passed' && state.stop?.reason !== 'failed'))
    return found;
  if (state.intents.size > 0) found.push('something announced has no outcome');
  for (const [unit, { path, branch, head, state: is }] of state.worktrees) {
    const name = unit || 'the run';
    const tip = git.refs.get(branch);
    const isInherited = state.forkOf !== undefined && is !== 'ready' && tip === undefined;
    if (tip !== head.commit && !isInherited && !ground.takenAway.has(branch))
      found.push(`the branch of ${name} is at ${tip}, and the log says ${head.commit}`);
    if (git.commit(head.commit).tree !== head.tree)
      found.push(`the log names another tree for the head of ${name}`);
    const folder = ground.folders.get(path);
    if (is === 'none' && folder) found.push(`the worktree of ${name} is there, and the log says it is not`);
    if (is === 'ready' && !folder && !ground.takenAway.has(path))
      found.push(`the worktree of ${name} is not there, and the log says it is`);
    if (is === 'ready' && folder && state.stop?.reason === 'passed' && ground.treeOf(folder) !== head.tree)
      found.push(`the worktree of ${name} does not hold what its head does`);
  }
  return found;
};

/** Whether there is anybody who takes HEAD away, or a branch from under it. */
const isLedAstray = ({ tempers, lives }: Fate): boolean =>
  tempers.some(({ commits }) => commits === 'on no branch' || commits === 'on a branch of its own') ||
  lives.some(({ deeds }) => deeds.length > 0);

const tipOf = (state: RunState, { git }: Ground): string =>
  git.refs.get(ownWorktree(state).branch) ?? ownWorktree(state).head.commit;

/** One in so many histories is lived through twice. */
const SEEN_AGAIN = 8;

/** What a run was forked from has not a byte changed; nothing of what it began is settled in the fork. */
const leavesParentsAlone: Law = ({ machine: { log }, stored }) => {
  const forked = stored.findLast(({ event }) => event.type === 'RunForked')?.event.seq ?? 0;
  const settled = stored.flatMap(({ event }) => {
    const { intent } = event.data as { readonly intent?: number };
    return event.seq > forked && intent !== undefined && intent < forked ? [event.seq] : [];
  });
  const copied = log.parents.map((bytes) => scanLog(bytes, () => undefined).tail.kind === 'damaged');
  return [
    ...settled.map((seq) => `event ${seq} settles what the parent began`),
    ...(copied.includes(true) ? ['the log of a parent is damaged'] : []),
  ];
};

/** The same fate gives the same log, byte for byte: whatever fails can be seen again. */
const happensAgain: Law = async ({ fate, machine, stored }) => {
  // It takes as long as the history itself, so that some must do for all.
  if (stored.length % SEEN_AGAIN !== 0) return [];
  const { log } = (await liveThrough(fate)).machine;
  return log.bytes.equals(machine.log.bytes) ? [] : ['the same fate led to another log'];
};

/** What the agents of a review are to tell each other, each of them is told once. */
const tellsEachMessageOnce: Law = ({ stored }) => deliveriesOf(stored);

/** The laws, by what they promise. */
export const laws = {
  'ends as it would have without crashes, stops and replays': endsAsUncrashed,
  'never runs again what has passed': runsNoPassedStepAgain,
  'does nothing twice, and nothing that is not on record': doesNothingUnrecorded,
  'takes all that it plans itself': refusesNothingOfItsOwn,
  'counts what was spent, once': spendAddsUp,
  'launches nobody once a limit is reached': holdsToItsLimits,
  'tells each agent what was posted to it, once': tellsEachMessageOnce,
  'shows the same on every surface at every cut': surfacesAgree,
  'leaves a log that decodes and verifies': logVerifies,
  'leaves the runs that it was forked from alone': leavesParentsAlone,
  'loses nothing that was in a worktree or a commit': losesNothing,
  'commits nothing of a person before somebody has proceeded with it': driftsIntoNoCommit,
  'passes nothing on the word of a gate that saw other files': passesOnWhatGatesSaw,
  'blames no agent for what others wrote': blamesNobodyElse,
  'stands in git and on disk as the log says': standsAsTheLogSays,
  'happens again in the same way': happensAgain,
} satisfies Readonly<Record<string, Law>>;

export type LawName = keyof typeof laws;
