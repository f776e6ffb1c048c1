import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Draft } from '../../src/events/catalogue.js';
import { writeLog } from './lines.js';
import { begun, codeStep, created, draft } from './run.js';

/** Puts runs up to this number into a home, each with a log of its own, as if they had been made in the same hour. */
export const manyRuns = (home: string, last: number, repository = 'shop-1a2b3c', first = 1): void => {
  const folder = join(home, 'runs', repository);
  mkdirSync(join(folder, 'numbers'), { recursive: true });
  for (let number = first; number <= last; number += 1) {
    const run = idOf(number);
    mkdirSync(join(folder, run));
    writeFileSync(join(folder, run, 'events.jsonl'), writeLog(eventsOf(number).map((one) => [[one]])).bytes);
    writeFileSync(join(folder, 'numbers', `${number}`), run);
  }
};

/** The id of the run with this number. */
const idOf = (number: number): string => {
  const two = (value: number): string => String(value).padStart(2, '0');
  return `20261121-04${two(Math.floor(number / 60))}${two(number % 60)}-${number.toString(16).padStart(6, '0')}`;
};

/** Of four runs one passed, one failed, and two stand still. */
const eventsOf = (number: number): readonly Draft[] => {
  const steps = [codeStep('tests'), codeStep('impl')];
  const [, ...others] = begun(...steps);
  const facts = { ...created(...steps), run: idOf(number), number };
  const ends = ['passed', 'failed', 'paused', undefined][number % 4];
  return [
    draft('RunCreated', facts),
    ...others,
    ...(ends === undefined ? [] : [draft('RunStopped', { reason: ends })]),
  ];
};
