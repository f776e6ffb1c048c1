import type { StepPath } from '../../events/ids.js';
import { childrenOf } from '../stepIndex.js';
import type { RunState } from './state.js';

/** The steps that failed by themselves: of one that failed because of what it holds, those below. */
export const failedIn = (state: Pick<RunState, 'index' | 'steps'>, parent = ''): readonly StepPath[] =>
  childrenOf(state.index, parent).flatMap((path) => {
    if (state.steps.get(path)?.state !== 'failed') return [];
    const below = failedIn(state, path);
    return below.length > 0 ? below : [path];
  });
