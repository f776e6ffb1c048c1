import type { DataOf } from '../../events/catalogue.js';
import type { KeptFile } from '../../events/files.js';
import { isSame } from '../../projections/integrity.js';
import { fileStateOf } from '../../projections/outside.js';
import type { RunState } from '../../projections/runState/state.js';
import type { CommandOf, LifeFacts } from '../command.js';
import { mayClose } from '../mayClose.js';
import { beginLife, lifeOnce } from './beginLife.js';
import { type Decision, drafts, emit, type Part, reject } from './decision.js';

/** Decisions on a workflow that refold does not run: it is told what became of it, and never acts on it. */
export const onOutside = {
  BeginOutside: (state: RunState, { facts, checkpoint, life }: CommandOf<'BeginOutside'>): Decision =>
    state.seq > 0
      ? reject('the run exists')
      : drafts(
          state,
          undefined,
          emit('OutsideRunCreated', facts),
          ...beginLife(state, life),
          emit('OutsideCheckpointMade', checkpoint),
        ),

  MakeCheckpoint: (state: RunState, { checkpoint, life }: CommandOf<'MakeCheckpoint'>): Decision =>
    whileActive(state, life, emit('OutsideCheckpointMade', whatIsNew(state, checkpoint))),

  ResumeOutside: (state: RunState, { checkpoint, found, life }: CommandOf<'ResumeOutside'>): Decision => {
    const step = state.outside?.checkpoints.get(checkpoint)?.step;
    if (step === undefined) return reject(`there is no checkpoint at seq ${checkpoint}`);
    const accepted = found.length === 0 ? {} : { found };
    return whileActive(state, life, emit('OutsideRunResumed', { checkpoint, step, ...accepted }));
  },

  KeepFound: (state: RunState, { type: _, life, ...kept }: CommandOf<'KeepFound'>): Decision =>
    whileActive(state, life, emit('OutsideFileKept', kept)),

  MoveCheckout: (state: RunState, { moved, life }: CommandOf<'MoveCheckout'>): Decision =>
    whileActive(state, life, emit('RepositoryMoved', moved)),

  CloseOutside: (state: RunState, { how, life }: CommandOf<'CloseOutside'>): Decision => {
    if (!state.outside) return reject('there is no workflow outside');
    return mayClose(state, how)
      ? drafts(state, undefined, ...lifeOnce(state, life), emit('OutsideRunClosed', { how }))
      : reject(`the run is ${state.outside.closed?.how}`);
  },
};

const whileActive = (state: RunState, life: LifeFacts, part: Part): Decision =>
  state.outside && !state.outside.closed
    ? drafts(state, undefined, ...lifeOnce(state, life), part)
    : reject('no workflow outside is active');

/** A checkpoint holds what is not so already. */
const whatIsNew = (
  { outside }: RunState,
  checkpoint: DataOf<'OutsideCheckpointMade'>,
): DataOf<'OutsideCheckpointMade'> => {
  const isKnown = (file: KeptFile): boolean => {
    const known = outside?.found.get(file.path) ?? outside?.files.get(file.path);
    return known !== undefined && isSame(fileStateOf(known), fileStateOf(file));
  };
  return {
    ...checkpoint,
    vars: checkpoint.vars.filter(({ name, value }) => outside?.vars.get(name) !== value),
    files: checkpoint.files.filter((file) => !isKnown(file)),
  };
};
