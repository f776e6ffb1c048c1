import type { GateNode } from '../events/tree.js';
import { matchesAny } from './glob.js';

/** What such a gate found, in words. */
export interface FileVerdict {
  readonly result: 'passed' | 'failed';
  readonly text: string;
}

type Judge = (gate: GateNode, changed: readonly string[]) => FileVerdict;

/** Names of files that hold tests, as the usual runners find them. */
const TESTS = [
  '**/*.{test,spec}.*',
  '**/*_test.*',
  '**/test_*.*',
  '**/{test,tests,spec,__tests__}/**',
  '**/*Test.java',
];

const verdict = (passes: boolean, text: string): FileVerdict => ({
  result: passes ? 'passed' : 'failed',
  text,
});

const list = (paths: readonly string[]): string => (paths.length === 0 ? 'nothing' : paths.join(', '));

/** The gates that look at nothing but which files a step changed. */
const JUDGES: Readonly<Record<string, Judge>> = {
  touched: ({ glob = '' }, changed) => {
    const found = changed.filter((path) => matchesAny([glob], path));
    return verdict(found.length > 0, `changed of ${glob}: ${list(found)}`);
  },
  untouched: ({ glob = '' }, changed) => {
    const found = changed.filter((path) => matchesAny([glob], path));
    return verdict(found.length === 0, `changed of ${glob}: ${list(found)}`);
  },
  tests_found: (_, changed) => {
    const found = changed.filter((path) => matchesAny(TESTS, path));
    return verdict(found.length > 0, `tests among the changed files: ${list(found)}`);
  },
  // An answer that does not decode fails its attempt before any gate runs.
  schema: () => verdict(true, 'the answer has the form that was asked for'),
};

export const isFileGate = ({ kind }: GateNode): boolean => kind in JUDGES;

/** Judges by the paths that changed since the base of the step. */
export const judgeFiles = (gate: GateNode, changed: readonly string[]): FileVerdict =>
  JUDGES[gate.kind]?.(gate, changed) ?? verdict(false, `there is no gate ${gate.kind}`);
