import { parseArgs } from 'node:util';
import { prove, type Tally } from '../test/simulation/proof.js';

/** How often progress is told, in milliseconds. */
const TELL_MS = 2_000;

const { values } = parseArgs({
  options: {
    runs: { type: 'string', default: '2000' },
    seed: { type: 'string' },
    path: { type: 'string' },
  },
});

const began = performance.now();
let told = began;

const wordsOf = ({ histories, lives, crashes, turns, events, checks }: Tally): string => {
  const seconds = (performance.now() - began) / 1_000;
  const amounts = [
    [histories, 'histories'],
    [lives, 'lives'],
    [crashes, 'crashes'],
    [turns, 'turns'],
    [events, 'events'],
    [checks, 'laws checked'],
  ] as const;
  const all = amounts.map(([amount, name]) => `${amount.toLocaleString('en-US')} ${name}`).join(', ');
  return `${all} in ${seconds.toFixed(0)} s (${(histories / seconds).toFixed(0)} histories a second)`;
};

const tell = (tally: Tally): void => {
  if (performance.now() - told < TELL_MS) return;
  told = performance.now();
  console.log(wordsOf(tally));
};

const seed = values.seed === undefined ? Math.floor(Math.random() * 2 ** 31) : Number(values.seed);
console.log(`seed ${seed}`);
const { tally, failure } = await prove({
  runs: Number(values.runs),
  seed,
  tell,
  ...(values.path === undefined ? {} : { path: values.path }),
});
console.log(wordsOf(tally));
if (failure) {
  console.error(`\n${failure.words}\n`);
  console.error(`see it again: npm run prove -- --seed ${failure.seed} --path ${failure.path}`);
  process.exitCode = 1;
} else console.log('every law held');
