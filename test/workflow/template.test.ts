import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { render } from '../../src/engine/render.js';
import { valueFor } from '../../src/projections/variables.js';
import { parseTemplate } from '../../src/workflow/template.js';
import { agent, begun, COMMIT, codeStep, created, draft, given, group, TREE } from '../support/run.js';

const WORK = { head: COMMIT, tree: TREE, files: { count: 1, list: [] }, diff: { text: '+line' } };

/** A run in the second attempt of `build/impl`, whose first failed at a gate, behind a step that passed. */
const state = given([
  draft('RunCreated', {
    ...created(codeStep('tests'), group('build', codeStep('impl', ['bash'], 3))),
    spec: { text: 'the {spec} itself' },
    set: [{ name: 'colour', value: 'red {x}' }],
  }),
  ...begun(codeStep('tests')).slice(1),
  draft('StepStarted', { path: 'tests', base: COMMIT, tree: TREE }),
  draft('AttemptStarted', { path: 'tests', attempt: 1, agent }),
  draft('CallIntended', { path: 'tests', attempt: 1, call: 1, agent, prompt: [] }),
  draft('CallFinished', {
    intent: 7,
    succeeded: true,
    exit: 0,
    output: { text: 'said' },
    ms: 1,
    leftovers: 0,
  }),
  draft('WorkObserved', { path: 'tests', attempt: 1, ...WORK }),
  draft('StepPassed', { path: 'tests', attempt: 1, head: COMMIT }),
  draft('StepStarted', { path: 'build', base: COMMIT, tree: TREE }),
  draft('AttemptStarted', { path: 'build', attempt: 1 }),
  draft('StepStarted', { path: 'build/impl', base: COMMIT, tree: TREE }),
  draft('AttemptStarted', { path: 'build/impl', attempt: 1, agent }),
  draft('CallIntended', { path: 'build/impl', attempt: 1, call: 1, agent, prompt: [] }),
  draft('CallFinished', {
    intent: 15,
    succeeded: true,
    exit: 0,
    output: { text: 'old' },
    ms: 1,
    leftovers: 0,
  }),
  draft('WorkObserved', { path: 'build/impl', attempt: 1, ...WORK }),
  draft('GateIntended', {
    path: 'build/impl',
    attempt: 1,
    gate: { name: 'bash', kind: 'bash', command: 'x' },
  }),
  draft('GateFinished', { intent: 18, result: 'failed', output: { text: 'broken' }, ms: 1, leftovers: 0 }),
  draft('AttemptFailed', { path: 'build/impl', attempt: 1, reason: 'gate', error: { text: 'it is broken' } }),
  draft('AttemptStarted', { path: 'build/impl', attempt: 2, agent }),
]);

const filled = (template: string): string =>
  render(state, 'build/impl', parseTemplate(template))
    .map((part) => (typeof part === 'string' ? part : '?'))
    .join('');

describe('a variable', () => {
  it.each([
    ['spec', 'the {spec} itself'],
    ['attempt', '2'],
    ['error', 'it is broken'],
    ['diff', '+line'],
    ['output', 'old'],
    ['prev.output', 'old'],
    ['prev.error', 'it is broken'],
    ['prev.gate.bash', 'false'],
    ['gate.bash', 'false'],
    ['gate.bash.error', 'broken'],
    ['gate.bash.comments', ''],
    ['tests.output', 'said'],
    ['tests.diff', '+line'],
    ['tests.agent', 'command'],
    ['tests.status', 'passed'],
    ['tests.retries', '0'],
    ['tests.attempt', '1'],
    ['build.status', 'running'],
    ['build/impl.error', 'it is broken'],
    ['impl.output', 'old'],
    ['impl.diff', '+line'],
    ['impl.gate.bash', 'false'],
    ['impl.attempt', '2'],
    ['run.number', '1'],
    ['run.workflow', 'w'],
    ['run.branch', 'refold/20261121-040000-1a2b3c/main'],
    ['colour', 'red {x}'],
    ['tests.cost', ''],
    ['session_id', ''],
    ['nowhere.output', ''],
  ])('{%s} is %j', (name, expected) => {
    expect(filled(`{${name}}`)).toBe(expected);
  });

  it('that nothing answers to has no value', () => {
    expect(valueFor(state, 'build/impl', 'nowhere.output')).toBeUndefined();
    expect(valueFor(state, 'build/impl', 'colour')).toBeDefined();
  });
});

/** Texts that look like templates. */
const pieces = fc
  .array(fc.constantFrom('{spec}', '{error}', '{attempt}', '{{', '}}', 'a', ' ', '\n'), { maxLength: 12 })
  .map((parts) => parts.join(''));

describe('a template', () => {
  it('leaves braces that are doubled, and those that hold no name', () => {
    expect(filled('{{spec}} {"a": 1} { } {1} {attempt}')).toBe('{spec} {"a": 1} { } {1} 2');
  });

  it('drops a line that holds only an empty variable, and no other', () => {
    expect(filled('a\n{tests.cost}\nb\n  {tests.cost}  \n{tests.cost} c\n{attempt}\n{tests.cost}')).toBe(
      'a\nb\n c\n2\n',
    );
  });

  it('never looks into what was put in: any text reaches the agent as it is', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.constantFrom('', ' and '), (value, between) => {
        const given = { ...state, run: state.run && { ...state.run, spec: { text: value } } };
        const parts = render(given, 'build/impl', parseTemplate(`<{spec}${between}{spec}>`));
        expect(parts.join('')).toBe(`<${value}${between}${value}>`);
      }),
    );
    fc.assert(
      fc.property(pieces, (value) => {
        const given = { ...state, run: state.run && { ...state.run, spec: { text: value } } };
        expect(render(given, 'build/impl', parseTemplate('{spec}')).join('')).toBe(value);
      }),
    );
  });

  it('that has no variable is itself, but for doubled braces', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        const escaped = text.replaceAll('{', '{{').replaceAll('}', '}}');
        expect(parseTemplate(escaped).join('')).toBe(text);
      }),
    );
  });
});
