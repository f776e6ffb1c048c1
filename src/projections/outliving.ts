import type { StepPath } from '../events/ids.js';
import { msBetween } from '../events/time.js';
import type { LookAtLaunch } from '../ports/launches.js';
import type { RunState } from './runState/state.js';

/** An agent that outlived its engine: a resume takes what it did, or waits for it. */
export interface Outliving {
  readonly path: StepPath;
  /** Of its launcher. */
  readonly pid: number;
  readonly found: 'at work' | 'finished';
  /** When it was called, and how long it worked by now, in milliseconds. */
  readonly since: string;
  readonly ms: number;
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
    const { found, ms } = look(event.seq, { ...life.process, pid, start });
    return found === 'gone' ? [] : [{ path: event.data.path, pid, found, since: event.at, ms }];
  });

/** How long agents that outlived their engine have worked behind the last event, in milliseconds. */
export const workedOn = ({ at }: RunState, outliving: readonly Outliving[]): number =>
  Math.max(0, ...outliving.map(({ since, ms }) => ms - msBetween(since, at)));
