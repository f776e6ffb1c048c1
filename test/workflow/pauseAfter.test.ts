import * as E from 'fp-ts/lib/Either.js';
import { describe, expect, it } from 'vitest';
import type { StepNode } from '../../src/events/tree.js';
import { pausingAfter } from '../../src/workflow/pauseAfter.js';
import { loadFrom } from './loading.js';

const W = `name: w
steps:
  - { name: look, gate: [{ bash: "true" }] }
  - { name: do, type: code, prompt: p, agent: claude }
  - name: group
    steps:
      - { name: do, type: code, prompt: p, agent: claude }
      - { name: last, type: code, prompt: p, agent: claude, hitl: after_gate }
`;

const paused = (steps: readonly StepNode[], above = ''): readonly string[] =>
  steps.flatMap(({ name, pause, steps: own = [] }) => [
    ...(pause ? [`${above}${name} ${pause}`] : []),
    ...paused(own, `${above}${name}/`),
  ]);

const pausesOf = async (wanted: string): Promise<readonly string[]> => {
  const loaded = await loadFrom({ w: W });
  if (E.isLeft(loaded)) throw new Error(JSON.stringify(loaded.left));
  const found = pausingAfter(loaded.right, wanted);
  return E.isLeft(found) ? found.left : paused(found.right.treeWith(new Map()).steps);
};

describe('a pause after a step', () => {
  it.each([
    ['do', ['do before_gate', 'group/do before_gate', 'group/last after_gate']],
    ['group/do', ['group/do before_gate', 'group/last after_gate']],
    ['last', ['group/last after_gate']],
  ])('%s is one after each that is called so, where none is yet', async (wanted, pauses) => {
    expect(await pausesOf(wanted)).toEqual(pauses);
  });

  it.each(['doo', 'look', 'group', 'o', ''])(
    '%j, which no step with an agent is called, names those',
    async (wanted) => {
      expect(await pausesOf(wanted)).toEqual(['do', 'group/do', 'group/last']);
    },
  );
});
