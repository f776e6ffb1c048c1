import type { Seq, StepPath } from '../../events/ids.js';
import type { Handlers } from '../projection.js';
import { joinPath, type StepIndex } from '../stepIndex.js';
import type { RunAccumulator } from './state.js';

/** What was posted to an agent: the seq of the latest message, and of the latest that a call of it was told; 0 before. */
export interface InboxState {
  posted: Seq;
  told: Seq;
}

/** What messages mean: nothing but that their agent is to be told them. */
export const onMessage = {
  MessagePosted: (run, { data, seq }) => {
    const to = partyAt(run.index, data.path, data.to);
    if (to === undefined) return;
    const inbox = run.inboxes.get(to);
    if (inbox) inbox.posted = seq;
    else run.inboxes.set(to, { posted: seq, told: 0 });
  },
} satisfies Handlers<RunAccumulator>;

/** The step whose agent speaks for this side of a review; undefined where that is no agent. */
export const partyAt = (index: StepIndex, path: StepPath, party: string): StepPath | undefined => {
  const review = index.steps.get(path)?.node.review;
  if (!review) return undefined;
  if (party === 'worker') return path;
  return party === 'evaluator' ? joinPath(path, review.evaluator.name) : undefined;
};
