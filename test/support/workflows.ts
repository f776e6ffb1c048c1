import fc from 'fast-check';
import type { StepNode } from '../../src/events/tree.js';
import { review } from './reviewed.js';
import { codeStep, gateStep, group, talkers } from './run.js';

const leaf = (name: string): fc.Arbitrary<StepNode> =>
  fc.oneof(
    fc.constant(gateStep(name)),
    fc
      .tuple(
        fc.constantFrom([], ['bash'], ['bash', 'bash_2']),
        fc.option(fc.integer({ min: 1, max: 3 }), { nil: undefined }),
      )
      .map(([gates, attempts]) => codeStep(name, gates, attempts)),
    talk(name),
  );

/** A step whose agent keeps conversations, and that goes on with one of a step before it, or not. */
const talk = (name: string): fc.Arbitrary<StepNode> =>
  fc
    .record({
      agent: fc.constantFrom(...talkers),
      session: fc.constantFrom(undefined, 's0', 's1'),
      override: fc.constantFrom({}, { agent: talkers[1] }, { newSession: true }, { reset: true }),
    })
    .map(({ agent, session, override }) => ({
      ...codeStep(name, ['bash']),
      agent,
      ...(session === undefined || session === name ? {} : { session }),
      retry: { attempts: 3, overrides: [{ from: 2, ...override }] },
    }));

/** A step of a kind that only some workflows have: it asks for an answer, is judged, reads first, or waits. */
const special = (name: string): fc.Arbitrary<StepNode> => {
  const inner = codeStep('do', ['bash'], 2);
  const plain = codeStep(name, ['bash'], 2);
  const validator: StepNode = { ...codeStep('judge'), type: 'validate', worktree: 'read-only' };
  const split: StepNode = {
    ...plain,
    type: 'split',
    worktree: 'read-only',
    each: [inner, gateStep('check')],
  };
  const talker: StepNode = { ...plain, agent: talkers[0] };
  return fc.constantFrom<StepNode>(
    split,
    { name, type: 'split', tasks: [{ name: 'A b', slug: 'a-b', description: '' }], each: [inner] },
    { ...plain, type: 'artifact', worktree: 'read-only' },
    { ...plain, agent: talkers[2], type: 'artifact', worktree: 'none' },
    { ...plain, gates: [{ name: 'validate', kind: 'validate', steps: [validator] }] },
    { ...plain, review: { ...review, iterations: 3, quietTurns: 2, emptyResponses: 2 } },
    { ...talker, retry: { attempts: 2, overrides: [] }, review: { ...review, rejections: 2 } },
    {
      ...talker,
      review: { ...review, iterations: 3, signals: { done: 'DONE', mode: 'both', when: 'done' } },
    },
    { ...plain, context: [{ name: 'log', bash: 'git log' }] },
    { ...plain, context: [{ name: 'base', file: ['base-0'] }], agent: { name: 'pass', provider: 'pass' } },
    { ...plain, pause: 'before_gate' },
    { ...talker, pause: 'after_gate', guard: { maxTurns: 30 } },
    { ...talker, guard: { noWrite: true } },
    { ...plain, before: { name: 'research', type: 'workflow', steps: [codeStep('look')] } },
    { ...group(name, inner, gateStep('check')), retry: { attempts: 2, overrides: [] } },
    { ...group(name, codeStep('s0'), codeStep('s1', ['bash'], 2), inner), parallel: {} },
    {
      ...group(name, group('g0', inner, codeStep('s1')), gateStep('s1'), {
        ...plain,
        name: 's2',
        pause: 'before_gate',
      }),
      parallel: { max: 2 },
      retry: { attempts: 2, overrides: [] },
    },
    { ...split, parallel: {} },
    {
      ...group(name, { ...group('g0', inner, codeStep('s1')), parallel: {} }, codeStep('s2')),
      parallel: {},
    },
  );
};

const stepsOf = (depth: number): fc.Arbitrary<readonly StepNode[]> =>
  fc.integer({ min: 1, max: 3 }).chain((count) =>
    fc.tuple(
      ...Array.from({ length: count }, (_, index) =>
        depth === 0
          ? leaf(`s${index}`)
          : fc.oneof(
              leaf(`s${index}`),
              special(`s${index}`),
              stepsOf(depth - 1).map((inner) => group(`g${index}`, ...inner)),
            ),
      ),
    ),
  );

/** The steps of any workflow, with everything that steps can hold. */
export const workflows: fc.Arbitrary<readonly StepNode[]> = stepsOf(2);

/** Those that hold at most one step in another, beside what a step needs for itself. */
export const smallWorkflows: fc.Arbitrary<readonly StepNode[]> = stepsOf(1);
