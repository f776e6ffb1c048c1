import type { Handlers } from '../projection.js';
import { add, standingAt } from './outsideState.js';
import type { RunAccumulator } from './state.js';

/** What the events mean of a workflow that refold does not run. */
export const onOutside = {
  OutsideRunCreated: (run, { data, at }) => {
    run.createdAt = at;
    run.outside = {
      ...data,
      checkpoints: new Map(),
      standing: undefined,
      files: new Map(),
      vars: new Map(),
      command: undefined,
      found: new Map(),
      closed: undefined,
    };
  },

  OutsideCheckpointMade: ({ outside }, { data, seq, at }) => {
    if (!outside) return;
    const { step, title, command, directory = '', vars } = data;
    const files = [...outside.found.values(), ...data.files];
    const before = outside.standing;
    outside.checkpoints.set(seq, { seq, at, step, title, before, command, directory, vars, files });
    outside.standing = seq;
    add(outside, { files, vars, command });
    outside.found.clear();
  },

  OutsideRunResumed: ({ outside }, { data: { checkpoint, found = [] } }) => {
    if (!outside) return;
    if (checkpoint !== outside.standing) {
      outside.standing = checkpoint;
      Object.assign(outside, standingAt(outside.checkpoints, checkpoint));
      outside.found.clear();
    }
    for (const file of found) outside.found.set(file.path, file);
  },

  /** What is restored is as the checkpoint has it, and nothing else of it was accepted. */
  OutsideFileKept: ({ outside }, { data }) => {
    outside?.found.delete(data.file.path);
  },

  OutsideRunClosed: ({ outside }, { data: { how }, seq, at }) => {
    if (outside) outside.closed = { how, seq, at };
  },
} satisfies Handlers<RunAccumulator>;
