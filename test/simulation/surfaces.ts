import * as E from 'fp-ts/lib/Either.js';
import { ON_SPEND, reached } from '../../src/engine/limits.js';
import { plan } from '../../src/engine/plan.js';
import { planResume } from '../../src/engine/recover.js';
import { said } from '../../src/inspector/text/log.js';
import { paintWith } from '../../src/inspector/text/paint.js';
import { resumeLine } from '../../src/inspector/text/plan.js';
import { showText } from '../../src/inspector/text/show.js';
import { launches } from '../../src/projections/launches.js';
import { apply } from '../../src/projections/projection.js';
import { toDocument } from '../../src/projections/runState/document.js';
import type { RunState } from '../../src/projections/runState/state.js';
import { runState } from '../../src/projections/runState.js';
import { leavesOf } from '../../src/projections/status.js';
import { summaryOf } from '../../src/projections/summary.js';
import type { History } from './history.js';

/** At how many cuts of a history is looked, the last of every life besides, and at every how manieth of them as text. */
const CUTS = 40;
const SHOWN = 5;

/** What `show`, the plan, the report and the engine say of a run is the same at any cut. */
export const surfacesAgree = ({ stored, lives }: History): readonly string[] => {
  const found: string[] = [];
  const state = runState.empty();
  const moments = launches.empty();
  const ended = new Map(lives.map(({ seq, told }) => [seq, told]));
  const stride = Math.ceil(stored.length / CUTS);
  for (const one of stored) {
    apply(runState, state, one);
    apply(launches, moments, one);
    const { seq } = one.event;
    const told = ended.get(seq);
    if (seq % stride !== 0 && told === undefined) continue;
    const faults = faultsAt(state, seq % (stride * SHOWN) === 0 || told !== undefined);
    for (const [path, step] of state.steps)
      if (moments.steps.get(path)?.started !== step.seq) faults.push(`${path} started at two places`);
    if (told?.told === 'stopped' && textOf(told.state) !== textOf(state))
      faults.push('the engine held another state than its log');
    if (said(one) === '') faults.push('the event says nothing');
    found.push(...faults.map((fault) => `at cut ${seq}: ${fault}`));
  }
  return found;
};

const textOf = (state: RunState): string => JSON.stringify(toDocument(state));

const faultsAt = (state: RunState, looks: boolean): string[] => {
  const summary = summaryOf(state, { held: false });
  if (!summary) return state.run ? ['there is a run, and nothing to show of it'] : [];
  const faults: string[] = [];
  const check = (holds: boolean, fault: string): void => void (holds || faults.push(fault));
  const resume = planResume(state, { missing: [], changed: [] });
  check(
    (plan(state).length === 0) === (state.stop !== undefined),
    'the engine and the status differ on whether it goes on',
  );
  check(
    (summary.status === 'passed') === (E.isLeft(resume) && resume.left._tag === 'NothingToDo'),
    'show and resume differ on whether it has passed',
  );
  check(
    (summary.status !== 'passed' && E.isLeft(resume)) <= (reached(state, ON_SPEND) !== undefined),
    'what has not passed is resumed, unless a limit is reached',
  );
  check(summary.events === state.seq && summary.life === state.life, 'show counts other events');
  const shown = summary.steps.filter(({ state: is }) => is === 'passed').map(({ path }) => path);
  if (summary.status === 'passed')
    check(
      leavesOf(state).every((path) => shown.includes(path)),
      'it has passed, and a step has not',
    );
  if (E.isRight(resume)) {
    const { settling, skipped, pending } = resume.right;
    const leaves = leavesOf(state);
    const failed = leaves.filter((path) => state.steps.get(path)?.state === 'failed').length;
    check(skipped + pending.count + failed === leaves.length, 'the plan of a resume forgets steps');
    check(
      `${settling}` === `${summary.openIntents.map(({ seq }) => seq)}`,
      'show and resume differ on what is open',
    );
    check(
      skipped === leaves.filter((path) => shown.includes(path)).length,
      'show and resume differ on what has passed',
    );
    if (looks) check(resumeLine(resume.right) !== '', 'the plan says nothing');
  }
  if (looks) {
    const text = showText(summary, paintWith(false));
    check(text.includes(summary.status), 'the status is not shown');
    check(
      summary.steps.every(({ path }) => text.includes(path.split('/').at(-1) ?? '')),
      'a step is not shown',
    );
  }
  return faults;
};
