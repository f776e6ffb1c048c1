import { stripVTControlCharacters } from 'node:util';
import { type GateDefinition, judgeByExit } from './definition.js';
import { commandFor } from './detect.js';

/** What shells say when there is no such program. */
const NOT_FOUND = 127;

/** A gate of the project's own tools: the command that is configured, else the one that its files tell of. */
const toolGate = (kind: string): GateDefinition => ({
  kind,
  argv: ({ command }, worktree) => {
    const found = command ?? commandFor(kind, worktree);
    return found === undefined ? undefined : ['bash', '-c', found];
  },
  judge: (gate, exit) =>
    exit === NOT_FOUND ? { result: 'skipped', error: 'its tool is not there' } : judgeByExit(gate, exit),
});

export const compile = toolGate('compile');
export const test = toolGate('test');
export const lint = toolGate('lint');

/** Passed when the tests pass and cover as many percent as are wanted, by the total that the tool prints. */
export const coverage: GateDefinition = {
  ...toolGate('coverage'),
  judge: (gate, exit, output) => {
    const byExit = toolGate('coverage').judge(gate, exit, output);
    if (byExit.result !== 'passed') return byExit;
    const wanted = gate.percent ?? 0;
    const found = totalIn(output);
    if (found === undefined) return { result: 'failed', error: 'it printed no percentage' };
    return found >= wanted
      ? { result: 'passed' }
      : { result: 'failed', error: `${found} % is covered, and ${wanted} % is wanted` };
  },
};

/**
 * The percentage behind the word for all at the beginning of a line, else behind one anywhere, else of the last line; of
 * several, as a tool prints one for each package, the least.
 */
const totalIn = (output: string): number | undefined => {
  const lines = stripVTControlCharacters(output)
    .split('\n')
    .filter((line) => /\d\s*%|\|\s*\d/.test(line));
  for (const words of [TOTAL, SAYS_TOTAL]) {
    const found = lines.flatMap((line) => percentIn(words.exec(line)?.[1] ?? '') ?? []);
    if (found.length > 0) return Math.min(...found);
  }
  return percentIn(lines.at(-1) ?? '');
};

/** What begins a line of all, and neither one of a file that is called so nor one of tests or time. */
const TOTAL = /^\s*(?:all files(?=[\s:|])|total(?:\s+coverage)?(?=\s*[:|\d]))(.*)$/i;
const SAYS_TOTAL = /\b(?:all files|total\b|coverage:)(.*)$/i;

const percentIn = (line: string): number | undefined => {
  const number = /(\d+(?:\.\d+)?)\s*%/.exec(line)?.[1] ?? /\|\s*(\d+(?:\.\d+)?)/.exec(line)?.[1];
  return number === undefined ? undefined : Number(number);
};
