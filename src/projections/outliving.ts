import type { StepPath } from '../events/ids.js';
import type { LookAtLaunch } from '../ports/launches.js';
import type { RunState } from './runState/state.js';

/** An agent that outlived its engine: a resume takes what it did, or waits for it. */
export interface Outliving {
  readonly path: StepPath;
  /** Of its launcher. */
  readonly pid: number;
  readonly found: 'at work' | 'finished';
}

/** Whether one of these agents is still at work; what a finished one did waits for a resume. */
export const livesOn = (outliving: readonly Outliving[]): boolean =>
  outliving.some(({ found }) => found === 'at work');

/** The agents of a run that nobody holds, as far as they are still there or have left what they did. */
export const outlivingIn = ({ intents, lives }: RunState, look: LookAtLaunch): readonly Outliving[] =>
  [...intents.values()].flatMap(({ type, event, spawned }): readonly Outliving[] => {
    const life = spawned && lives.get(spawned.life);
    if (type !== 'CallIntended' || !spawned || !life) return [];
    const { pid, start } = spawned;
    const found = look(event.seq, { ...life.process, pid, start });
    return found === 'gone' ? [] : [{ path: event.data.path, pid, found }];
  });
