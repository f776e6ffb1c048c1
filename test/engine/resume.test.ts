import * as E from 'fp-ts/lib/Either.js';
import { describe, expect, it } from 'vitest';
import {
  type Difference,
  differencesFrom,
  type Environment,
  recorded,
} from '../../src/engine/environment.js';
import { planResume } from '../../src/engine/recover.js';
import type { Draft } from '../../src/events/catalogue.js';
import { resumeLine } from '../../src/inspector/text/plan.js';
import {
  begun,
  COMMIT,
  codeStep,
  created,
  draft,
  given,
  group,
  object,
  PROCESS,
  TREE,
} from '../support/run.js';

const MANY = 14;

const names = Array.from({ length: MANY }, (_, index) => `u${index}`);

const step = (path: string): Draft => draft('StepStarted', { path, base: COMMIT, tree: TREE });
const attempt = (path: string): Draft => draft('AttemptStarted', { path, attempt: 1 });

/** A wide parallel step, every unit of which is under way. */
const wide: readonly Draft[] = [
  ...begun({ ...group('g', ...names.map((name) => codeStep(name))), parallel: {} }),
  step('g'),
  attempt('g'),
  ...names.flatMap((name) => [step(`g/${name}`), attempt(`g/${name}`)]),
];

const allFailed: readonly Draft[] = [
  ...wide,
  ...names.map((name, index) =>
    draft('StepFailed', { path: `g/${name}`, attempt: 1, reason: 'gate', placeholder: object('c', index) }),
  ),
  draft('StepFailed', { path: 'g', attempt: 1, reason: 'units' }),
  draft('RunStopped', { reason: 'failed', step: 'g' }),
];

const planned = (drafts: readonly Draft[]) => {
  const plan = planResume(given(drafts), { missing: [], changed: [] });
  if (E.isLeft(plan)) throw new Error(plan.left._tag);
  return plan.right;
};

describe('the plan of a resume', () => {
  it('names each step that begins anew with its placeholder, and of many the first and how many', () => {
    const plan = planned(allFailed);
    expect(plan.retried).toHaveLength(10);
    expect(plan.retried[1]).toEqual({ path: 'g/u1', reason: 'gate', placeholder: object('c', 1) });
    expect(plan.retriedCount).toBe(MANY);
    expect(resumeLine(plan)).toMatch(/retry g\/u0 \(failed: gate\), .*, and 4 more; .*placeholders unwound/);
  });

  it('opens all of them again, also those that it does not name', () => {
    const life = draft('LifeBegan', { life: 2, lease: 2, refold: '0', process: PROCESS });
    const state = given([...allFailed, life, draft('RunResumed', planned(allFailed))]);
    expect([...state.steps.values()].filter(({ state }) => state !== 'running')).toEqual([]);
  });

  it('names of many intents the first and how many', () => {
    const agent = { name: 'command', provider: 'command', command: ['true'] };
    const calls = names.map((name) =>
      draft('CallIntended', { path: `g/${name}`, attempt: 1, call: 1, agent, prompt: [] }),
    );
    const plan = planned([...wide, ...calls]);
    expect([plan.settling.length, plan.settlingCount]).toEqual([10, MANY]);
    expect(resumeLine(plan)).toMatch(/settled first \(seq \d+(, \d+){9}, and 4 more\)/);
  });
});

describe('the environment of a run', () => {
  const then: Environment = {
    node: '20.20.2',
    git: '2.39.5',
    agents: [{ name: 'claude', version: '2.1.0' }, { name: 'codex' }],
    lockfiles: [{ path: 'package-lock.json', sha256: 'a'.repeat(64) }],
  };
  const facts = { ...created(), refold: '1.0.0', environment: then };
  const base = { commit: COMMIT, tree: TREE, dirty: false, branch: 'main' };
  const now = { refold: '1.0.0', environment: then, baseTip: COMMIT };

  it('is no matter while it is as it was', () => {
    expect(differencesFrom({ ...facts, base }, now)).toEqual([]);
    expect(recorded([])).toEqual({});
  });

  it('differs by versions, lockfiles and the branch that the run began from; what is not known is called so', () => {
    const environment: Environment = {
      node: '22.0.0',
      agents: [{ name: 'claude' }, { name: 'codex', version: '1.0.0' }],
      lockfiles: [{ path: 'yarn.lock', sha256: 'b'.repeat(64) }],
    };
    const found = differencesFrom(
      { ...facts, base },
      { refold: '1.1.0', environment, baseTip: object('c', 7) },
    );
    expect(found.map(({ what, was, now }) => `${what}: ${was} → ${now}`)).toEqual([
      'refold: 1.0.0 → 1.1.0',
      'branch main: c0ffee0 → c000000',
      'node: 20.20.2 → 22.0.0',
      'git: 2.39.5 → unknown',
      'claude: 2.1.0 → unknown',
      'codex: unknown → 1.0.0',
      'package-lock.json: sha256 aaaaaaa → not there',
      'yarn.lock: not there → sha256 bbbbbbb',
    ]);
  });

  it('of a run that did not capture it is compared as far as the run tells', () => {
    const { environment: _, ...older } = facts;
    expect(differencesFrom({ ...older, base }, { ...now, baseTip: undefined })).toEqual([
      { what: 'branch main', was: 'c0ffee0', now: 'not there' },
    ]);
  });

  it('says nothing of a branch where the run began from none', () => {
    const { branch: _, ...detached } = base;
    expect(differencesFrom({ ...facts, base: detached }, { ...now, baseTip: undefined })).toEqual([]);
  });

  it('calls an agent unknown that is not there any more', () => {
    const environment = { ...then, agents: [] };
    expect(differencesFrom(facts, { ...now, environment })).toEqual([
      { what: 'claude', was: '2.1.0', now: 'unknown' },
    ]);
  });

  it('is recorded by its first differences and how many there are', () => {
    const many: readonly Difference[] = names.map((what) => ({ what, was: '1', now: '2' }));
    expect(recorded(many).environment).toEqual({ count: MANY, first: many.slice(0, 10) });
  });
});
