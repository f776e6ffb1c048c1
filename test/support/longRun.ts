import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Draft } from '../../src/events/catalogue.js';
import type { Stored } from '../../src/events/stored.js';
import { writeLog } from './lines.js';
import type { Bench } from './refold.js';
import { agent, codeStep, created, draft, PROCESS } from './run.js';

/** The events of a run with many attempts, up to where its last one is to begin. */
export const manyEvents = (bench: Bench, count: number, text = 'x'.repeat(200)): readonly Draft[] => {
  const { git, root } = bench.repository;
  const commit = git('rev-parse', 'HEAD');
  const tree = git('rev-parse', 'HEAD^{tree}');
  const facts = created(codeStep('work', [], 1_000_000));
  const base = { commit, tree, dirty: false };
  const worktree = join(longRunFolder(bench), 'worktree');
  const repository = { ...facts.repository, root, gitDir: join(root, '.git') };
  const drafts: Draft[] = [
    draft('RunCreated', { ...facts, base, worktree, repository }),
    draft('LifeBegan', { life: 1, lease: 1, refold: '0.0.0', process: PROCESS }),
    draft('StepStarted', { path: 'work', base: commit, tree }),
  ];
  for (let attempt = 1; drafts.length + 3 <= count; attempt += 1) {
    drafts.push(draft('AttemptStarted', { path: 'work', attempt, agent }));
    drafts.push(draft('AttemptFailed', { path: 'work', attempt, reason: 'agent', error: { text } }));
  }
  return drafts;
};

export const LONG_RUN = '20261121-040000-1a2b3c';

export const longRunFolder = (bench: Bench): string => join(bench.home, 'runs', 'repo-123456', LONG_RUN);

/** Puts a long run into a bench's home, cut off or stopped; answers its events. */
export const putLongRun = (bench: Bench, count: number, ...more: readonly Draft[]): readonly Stored[] => {
  const { bytes, stored } = writeLog([...manyEvents(bench, count), ...more].map((one) => [[one]]));
  mkdirSync(longRunFolder(bench), { recursive: true });
  writeFileSync(join(longRunFolder(bench), 'events.jsonl'), bytes);
  return stored;
};
