import { describe, expect, it } from 'vitest';
import { loadFrom, reportOf, warningsOf } from './loading.js';

const AGENT = 'type: code, agent: {command: [x]}';

const warned = async (steps: string): Promise<string> => {
  const w = `name: w\nsteps:\n${steps}`;
  const files = {
    w,
    look: 'name: look\ninputs: {x: {required: false}}\nsteps: [{name: see, gate: [test]}]',
    'p.md': 'a\n{b.output}',
  };
  expect(await loadFrom(files)).toMatchObject({ _tag: 'Right' });
  return reportOf(await warningsOf(files));
};

describe('a variable that has no value yet where it is asked for is warned of', () => {
  it.each([
    ['of a step that comes later', '{b.output}', '3:59 `b` comes later, so `{b.output}` is empty here'],
    ['of what a later step holds', '{c/d.diff}', '3:59 `c` comes later, so `{c/d.diff}` is empty here'],
    [
      'of the work of the step itself',
      '{a.output}',
      '3:59 `{a.output}` is of this step itself, which is tried once: it is empty when its agent is asked',
    ],
  ])('%s', async (_, prompt, words) => {
    const steps = `  - {name: a, ${AGENT}, prompt: "${prompt}"}\n  - {name: b, gate: [test]}\n  - {name: c, steps: [{name: d, gate: [test]}]}\n`;
    expect(await warned(steps)).toBe(words);
  });

  it('of a step that comes later than the group around, in the file of a prompt', async () => {
    const steps = `  - {name: g, steps: [{name: a, ${AGENT}, prompt: {file: p.md}}]}\n  - {name: b, gate: [test]}\n`;
    expect(await warned(steps)).toBe('p.md:2:1 `b` comes later, so `{b.output}` is empty here');
  });
});

describe('a variable is not warned of', () => {
  it.each([
    ['of a step before', `{name: b, gate: [test]}`, `{name: a, ${AGENT}, prompt: "{b.output}"}`],
    [
      'of what the step knows of itself',
      `{name: a, ${AGENT}, prompt: "{a.attempt} {a.retries} {a.agent}"}`,
      '',
    ],
    [
      'of the work of the step itself, where there may be an attempt before',
      `{name: a, ${AGENT}, prompt: "{a.output}", gate: [test], retry: [{exit: 2}]}`,
      '',
    ],
    [
      'of the attempt before',
      `{name: a, ${AGENT}, prompt: "{output} {prev.diff} {gate.test}", gate: [test]}`,
      '',
    ],
    [
      'of the step, where a validator looks at its work',
      `{name: a, ${AGENT}, prompt: p, gate: [{validate: look, x: "{a.output}"}]}`,
      '',
    ],
    [
      'of a step whose agent is taken before it runs',
      `{name: a, type: code, agent: "{b.agent}", prompt: p}`,
      `{name: b, ${AGENT}, prompt: p}`,
    ],
    [
      'of a later step, where both may be tried again',
      `{name: g, retry: [{exit: 2}], steps: [{name: a, ${AGENT}, prompt: "{b.output}"}, {name: b, gate: [test]}]}`,
      '',
    ],
    [
      'of a unit beside, which may have ended',
      `{name: g, parallel: true, steps: [{name: a, ${AGENT}, prompt: "{b.output}"}, {name: b, gate: [test]}]}`,
      '',
    ],
    [
      'of the workflow that runs before the agent',
      `{name: a, ${AGENT}, get: {prompt: "{a.state.see.output}", workflow: look}}`,
      '',
    ],
  ])('%s', async (_, ...steps) => {
    expect(await warned(steps.map((step) => (step === '' ? '' : `  - ${step}\n`)).join(''))).toBe('');
  });
});
