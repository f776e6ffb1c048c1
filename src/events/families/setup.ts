import * as t from 'io-ts';
import { Content } from '../content.js';
import { event } from '../define.js';
import { Count, Seq, StepPath } from '../ids.js';
import { record } from '../record.js';
import { SetupNode } from '../tree.js';

export const SetupIntended = event({
  v: 1,
  settledBy: 'rerun',
  about:
    'A worktree that was just made is about to be given what no commit holds: links, copies, and what commands make.',
  data: record({ setup: SetupNode }, { unit: StepPath }),
  say: (d) =>
    `setting up the worktree: ${[...d.setup.link, ...d.setup.copy, ...d.setup.commands].join(', ')}`,
});

export const SetupFinished = event({
  v: 1,
  outcome: true,
  about:
    'The worktree has what it was to be given; the paths that were linked and copied, and what the commands printed.',
  data: record({
    intent: Seq,
    linked: t.readonlyArray(t.string),
    copied: t.readonlyArray(t.string),
    output: Content,
    ms: Count,
  }),
  say: (d) => `worktree set up: ${d.linked.length} linked, ${d.copied.length} copied`,
});

export const SetupInterrupted = event({
  v: 1,
  outcome: true,
  about: 'Setting up the worktree was cut off; it is done again.',
  data: record({ intent: Seq, why: t.string }),
  say: (d) => `setup interrupted: ${d.why}`,
});
