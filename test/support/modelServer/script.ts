import { setTimeout as delay } from 'node:timers/promises';
import type { Failure, Reply, Turn } from './turns.js';

/** The turns that are still to come. */
export interface Script {
  readonly add: (turns: readonly Turn[]) => void;
  /** What a request is answered, once it may be; nothing when whoever asked has gone. */
  readonly take: (gone: AbortSignal) => Promise<Reply | Failure | undefined>;
  /** Lets those that hang go on. */
  readonly release: () => void;
}

/** What comes after the last turn; no program asks again after this status. */
const NOT_SCRIPTED: Failure = { fail: 400, words: 'the script has no turn for this request' };

export const createScript = (): Script => {
  const turns: Turn[] = [];
  const hanging = new Set<() => void>();

  const hang = (gone: AbortSignal): Promise<void> =>
    new Promise((resolve) => {
      hanging.add(resolve);
      gone.addEventListener('abort', () => resolve(), { once: true });
    });

  const take: Script['take'] = async (gone) => {
    if (gone.aborted) return undefined;
    const turn = turns.shift() ?? NOT_SCRIPTED;
    if ('hang' in turn) return hang(gone).then(() => take(gone));
    if ('wait' in turn) return delay(turn.wait).then(() => take(gone));
    if ('fail' in turn && turn.times !== undefined && turn.times > 1)
      turns.unshift({ ...turn, times: turn.times - 1 });
    return turn;
  };

  return {
    add: (more) => void turns.push(...more),
    take,
    release: () => {
      for (const goOn of hanging) goOn();
      hanging.clear();
    },
  };
};
