import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'vitest';
import { type Bench, createBench, type LoggedEvent, type Started } from './refold.js';

/** What an evaluator does that looks for "good" in a.txt, and says what it finds. */
export const LOOKS = `{session: true}, {run: [sh, -c, "if grep -q good a.txt; then echo 'It holds up.'; echo PASS; else echo 'Tests do not pass. It is abandoned.'; echo 'FAIL: write good'; fi"]}`;

export interface PairBench extends Bench {
  /** Begins a run of the built-in pair, with these inputs besides its prompt. */
  readonly pair: (...set: readonly string[]) => Started;
}

/** A bench for two scripted agents that are a pair: what the worker does by turns, and what its evaluator does. */
export const pairBench = (
  turns: readonly string[],
  evaluator: readonly string[] = [`do: [${LOOKS}]`],
): PairBench => {
  const bench = createBench();
  bench.repository.commit({ 'readme.txt': 'hello\n' });
  const file = join(bench.folder, 'pair.yaml');
  const lines = [
    ...turns.map((turn) => `  - {step: impl, ${turn}}`),
    ...evaluator.map((turn) => `  - {step: impl/review, ${turn}}`),
  ];
  writeFileSync(file, `turns:\n${lines.join('\n')}\n`);
  return {
    ...bench,
    pair: (...set) => {
      const given = ['prompt=write good', ...set].flatMap((one) => ['--set', one]);
      return bench.start(['run', 'pair', '--agent', `scripted:${file}`, ...given]);
    },
  };
};

/** What a worker does in a turn: it writes this, and says that. */
export const turn = (when: string, content: string, ...said: readonly string[]): string =>
  `${when}do: [{session: true}, {write: {a.txt: ${content}}}, {say: ${JSON.stringify(said.join('\n'))}}]`;

/** A pair to which all happens that a pair knows: it is not done, rejected over a proof that fails, not agreed, and accepted. */
export const takePairTour = async (): Promise<Bench> => {
  const bench = pairBench([
    turn('call: 1, ', 'half', 'I did half of it. Not abandoned.'),
    turn('call: 2, ', 'more', 'DONE'),
    turn('call: 3, ', 'good', 'DONE', 'FAIL: I am not sure'),
    turn('', 'good!', 'I looked again.', '', 'DONE', 'PASS'),
  ]);
  const { ended } = bench.pair('review=claudex', 'proof=grep -q good a.txt');
  const passed = await ended;
  expect(passed.exit, passed.stdout + passed.stderr).toBe(0);
  return bench;
};

/** The events of a type so far; none while there is no log yet. */
export const ofType = (bench: Bench, type: string): readonly LoggedEvent[] => {
  try {
    return bench.events().filter((event) => event.type === type);
  } catch {
    return [];
  }
};

/** What became of each iteration. */
export const becomes = (bench: Bench): readonly unknown[] =>
  ofType(bench, 'WorkJudged').map(({ data }) => {
    if (data.accepted) return 'accepted';
    return data.category ?? data.failedGates ?? 'rejected';
  });

/** What each call was told of the messages to its agent. */
export const toldIn = (bench: Bench): readonly unknown[] =>
  ofType(bench, 'CallIntended').map(({ data }) => data.messages);

/** What \`show\` tells of the pair. */
export const stateShown = async (bench: Bench): Promise<Readonly<Record<string, unknown>>> => {
  const { stdout } = await bench.refold(['show', '--json']);
  const told = Object.entries(JSON.parse(stdout) as Readonly<Record<string, unknown>>);
  return Object.fromEntries(told.filter(([name]) => FIELDS.includes(name)));
};

const FIELDS = [
  'state',
  'reviewed_step',
  'current_iteration',
  'max_iterations',
  'primary_agent',
  'secondary_agent',
  'review_mode',
  'done_signal',
];
