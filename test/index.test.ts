import { cpSync, mkdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import * as E from 'fp-ts/lib/Either.js';
import { expect, it } from 'vitest';
import * as library from '../src/index.js';
import { temporaryFolder } from './support/folder.js';
import { GOLDEN } from './support/golden.js';

it('the example of the library prints where every run stands', async () => {
  const log = join(GOLDEN, 'v1/events.jsonl');
  const [first = ''] = readFileSync(log, 'utf8').split('\n');
  const { run } = JSON.parse(first).data;
  const home = temporaryFolder();
  const folder = join(home, '.refold/runs/slugs-1a2b3c', run);
  mkdirSync(dirname(folder), { recursive: true });
  mkdirSync(folder);
  cpSync(log, join(folder, 'events.jsonl'));

  const [, example = ''] = /@example\n([\s\S]*?)\n \*\n/.exec(readFileSync('src/index.ts', 'utf8')) ?? [];
  const told: unknown[] = [];
  const given = {
    ...{ E, join, homedir: () => home, console: { log: (...words: unknown[]) => told.push(...words) } },
    ...{ openLibrary: library.openLibrary, load: library.load },
    ...{ runState: library.runState, summaryOf: library.summaryOf },
  };
  const AsyncFunction = (async () => undefined).constructor as new (
    ...text: readonly string[]
  ) => (...values: readonly unknown[]) => Promise<void>;
  await new AsyncFunction(...Object.keys(given), example.replace(/^ \* ?/gm, ''))(...Object.values(given));
  expect(told).toEqual([run, expect.stringMatching(/^(passed|failed)/)]);
});
