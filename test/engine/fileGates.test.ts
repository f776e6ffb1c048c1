import { describe, expect, it } from 'vitest';
import { isFileGate, judgeFiles } from '../../src/engine/fileGates.js';

const judge = (kind: string, changed: readonly string[], glob?: string) =>
  judgeFiles({ name: 'gate', kind, ...(glob === undefined ? {} : { glob }) }, changed);

describe('a gate that looks at which files changed', () => {
  it.each([
    ['touched', ['src/a.ts', 'b.md'], 'passed', 'changed of src: src/a.ts'],
    ['touched', ['b.md'], 'failed', 'changed of src: nothing'],
    ['untouched', ['b.md'], 'passed', 'changed of src: nothing'],
    ['untouched', ['src/a.ts', 'src/b.ts'], 'failed', 'changed of src: src/a.ts, src/b.ts'],
  ])('%s src, with %j changed, is %s', (kind, changed, result, text) => {
    expect(judge(kind, changed, 'src')).toEqual({ result, text });
  });

  it.each([
    'src/a.test.ts',
    'a.spec.js',
    'pkg/a_test.go',
    'lib/test_a.py',
    'test/a.ts',
    'x/tests/a.rs',
    'spec/deep/er/a.rb',
    'src/__tests__/a.js',
    'src/ATest.java',
  ])('tests_found takes %s for a test', (path) => {
    expect(judge('tests_found', ['src/a.ts', path])).toEqual({
      result: 'passed',
      text: `tests among the changed files: ${path}`,
    });
  });

  it.each(['src/a.ts', 'src/latest.ts', 'contest/a.ts', 'a.tests.md', 'ATest.kt'])(
    'tests_found takes %s for none',
    (path) => {
      expect(judge('tests_found', [path])).toEqual({
        result: 'failed',
        text: 'tests among the changed files: nothing',
      });
    },
  );

  it('without a pattern finds nothing', () => {
    expect(judge('touched', ['a.ts']).result).toBe('failed');
    expect(judge('untouched', ['a.ts']).result).toBe('passed');
  });

  it('schema has passed when it runs: an answer of another form has failed before', () => {
    expect(judge('schema', [])).toEqual({
      result: 'passed',
      text: 'the answer has the form that was asked for',
    });
  });

  it('that there is not fails, and is run by no one else', () => {
    expect(judge('bash', [])).toEqual({ result: 'failed', text: 'there is no gate bash' });
    expect(isFileGate({ name: 'g', kind: 'bash' })).toBe(false);
    expect(isFileGate({ name: 'g', kind: 'touched' })).toBe(true);
  });
});
