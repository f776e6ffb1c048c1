import { readFileSync } from 'node:fs';
import * as E from 'fp-ts/lib/Either.js';
import { describe, expect, it } from 'vitest';
import type { StepNode } from '../../src/events/tree.js';
import { loadFrom, problemsOf, reportOf } from './loading.js';

const PAIR = readFileSync('workflows/pair.yaml', 'utf8');

type Given = Readonly<Record<string, string>>;

const load = async (text: string, given: Given = {}, files: Given = {}) =>
  loadFrom({ ...files, w: text }, given);

const stepOf = async (text: string, given: Given = {}, files: Given = {}): Promise<StepNode | undefined> => {
  const loaded = await load(text, given, files);
  if (E.isLeft(loaded)) throw new Error(JSON.stringify(loaded.left));
  return loaded.right.treeWith(new Map()).steps[0];
};

const refusedOf = async (text: string, given: Given): Promise<string> => {
  const loaded = await load(text, given);
  return 'left' in loaded && loaded.left._tag === 'WorkflowInvalid' ? reportOf(loaded.left.problems) : '';
};

describe('the built-in pair', () => {
  it('is one agent at work and another that reviews, as its inputs say, or as it says itself', async () => {
    expect(await stepOf(PAIR)).toMatchObject({
      agent: { name: 'codex' },
      review: {
        evaluator: { agent: { name: 'claude' } },
        signals: { done: 'DONE', mode: 'reviewer', when: 'done' },
        iterations: 20,
      },
    });
    expect(await stepOf(PAIR)).not.toHaveProperty('gates');
    const given = {
      primary: 'claude-haiku',
      secondary: 'codex',
      review: 'claudex',
      when: 'always',
      done: 'ALL DONE',
      max_iterations: '3',
      proof: 'npm test',
    };
    expect(await stepOf(PAIR, given)).toMatchObject({
      agent: { name: 'claude-haiku' },
      gates: [{ name: 'bash', kind: 'bash', command: 'npm test' }],
      review: {
        evaluator: { agent: { name: 'codex' } },
        signals: { done: 'ALL DONE', mode: 'both', when: 'always' },
        iterations: 3,
      },
    });
  });

  it.each<[string, string, string]>([
    ['primary', 'foo', 'there is no agent foo; known are claude, codex'],
    ['secondary', 'pass', '`pass` judges nothing: name an agent'],
    ['review', 'claudx', '`mode` must be `reviewer`, `both` or `claudex`'],
    ['when', 'never', '`when` must be `always` or `done`'],
    ['done', 'PASS', '`done` must be a word'],
    ['done', 'a\nb', '`done` must be a word'],
    ['max_iterations', '0', '`iterations` must be a whole number from 1 on'],
    ['max_iterations', 'many', '`iterations` must be a whole number from 1 on'],
    ['max_iterations', '1.5', '`iterations` must be a whole number from 1 on'],
    ['proof', '', '`bash` needs a command'],
  ])('refuses %s=%j where it stands, with what is allowed and who said so', async (name, value, words) => {
    const said = await refusedOf(PAIR, { [name]: value });
    expect(said).toContain(words);
    expect(said).toContain(`; \`${name}\` gives it \`${value}\``);
  });

  it('says of an agent that is no name what an input can give, and where any other goes', async () => {
    const said = await refusedOf(PAIR, { primary: '{command: [w.sh]}' });
    expect(said).toContain(
      '`agent` must be the name of an agent where an input gives it: `primary` gives it `{command: [w.sh]}`; write any other into a copy of the workflow, as `refold workflows show` prints it',
    );
    expect(said).not.toContain('must be an agent');
  });

  it('takes a command for a proof that looks like something else', async () => {
    expect(await stepOf(PAIR, { proof: 'true' })).toMatchObject({ gates: [{ command: 'true' }] });
    expect(await stepOf(PAIR, { done: '42' })).toMatchObject({ review: { signals: { done: '42' } } });
  });
});

const step = (more: string): string => `name: a, type: code, agent: claude, prompt: "{x}", ${more}`;
const workflow = (inputs: string, more: string): string =>
  `name: w\ninputs: ${inputs}\nsteps:\n  - {${step(more)}}\n`;

describe('a setting', () => {
  it('is what an input is given, with quotes or without, and a text that agents read is left to them', async () => {
    const text = workflow(
      '{n: {default: 2}, x: {default: y}}',
      'guard: {max_turns: {n}}, retry: [{exit: "{n}"}]',
    );
    expect(await stepOf(text, { n: '7' })).toMatchObject({
      prompt: [{ variable: 'x' }],
      guard: { maxTurns: 7 },
      retry: { attempts: 7 },
    });
    expect(await stepOf(text)).toMatchObject({ guard: { maxTurns: 2 } });
  });

  it('that nobody has to give is left out, and what stands behind it in a list keeps its place in reports', async () => {
    const text = workflow('{x: {default: y}, p: {required: false}}', 'gate: [{bash: "{p}"}, compyle]');
    expect(reportOf(await problemsOf({ w: text }))).toBe(
      `4:${(text.split('\n')[3]?.indexOf('compyle') as number) + 1} there is no gate \`compyle\`; did you mean \`compile\`?`,
    );
  });

  it('without a value is refused, and so is one that a call would give', async () => {
    expect(await refusedOf(workflow('[p, x]', 'gate: [{bash: "{p}"}]'), {})).toContain(
      '`p` is a setting here, and has no value: give it a `default` in `inputs`, or `--set p=…`',
    );
    const caller = 'name: c\nsteps: [{name: s, workflow: p, with: {prompt: x, primary: codex}}]';
    expect(reportOf(await problemsOf({ w: caller, p: PAIR }))).toBe(
      '2:50 `primary` is a setting of p: only `--set` and its default give it a value',
    );
  });

  it('of a called workflow is what it says itself, and so is an input that the call leaves out', async () => {
    const caller = 'name: c\nsteps: [{name: s, workflow: p, with: {prompt: x}}]';
    const called = await stepOf(caller, {}, { p: PAIR });
    expect(called?.steps?.[0]).toMatchObject({ agent: { name: 'codex' }, review: { iterations: 20 } });
    expect(called?.with).toContainEqual({ name: 'done', value: ['DONE'] });
  });

  it('is only where the workflow declares the input', async () => {
    expect(await stepOf(`name: w\nsteps:\n  - {name: a, gate: [{bash: "{p}"}]}`, { p: 'x' })).toMatchObject({
      gates: [{ command: '{p}' }],
    });
  });
});
