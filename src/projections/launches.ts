import type { Seq, StepPath } from '../events/ids.js';
import type { Projection } from './projection.js';

/** The moments of a step that a person can name. */
export interface StepMoments {
  /** The latest first start. */
  started: Seq;
  /** Each launch: of an agent's program, or of an attempt that has none. */
  launches: Seq[];
  /** The start of each attempt, by life and number. */
  attempts: Map<string, Seq>;
}

export interface Launches {
  life: number;
  steps: Map<StepPath, StepMoments>;
}

/** The name of an attempt in a life, as cuts write it. */
export const attemptKey = (life: number, attempt: number): string => `L${life}.${attempt}`;

/** When each step was started, tried and launched: what the words of a cut refer to. */
export const launches: Projection<Launches> = {
  name: 'launches',
  empty: () => ({ life: 0, steps: new Map() }),
  on: {
    LifeBegan: (into, { data }) => {
      into.life = data.life;
    },
    StepStarted: (into, { data, seq }) => {
      momentsOf(into, data.path).started = seq;
    },
    AttemptStarted: (into, { data, seq }) => {
      const moments = momentsOf(into, data.path);
      moments.attempts.set(attemptKey(into.life, data.attempt), seq);
      if (!data.agent) moments.launches.push(seq);
    },
    CallIntended: (into, { data, seq }) => {
      momentsOf(into, data.path).launches.push(seq);
    },
  },
};

const momentsOf = (into: Launches, path: StepPath): StepMoments => {
  const known = into.steps.get(path) ?? { started: 0, launches: [], attempts: new Map() };
  into.steps.set(path, known);
  return known;
};
