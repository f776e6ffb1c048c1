import type { Finding, Path } from '../problem.js';
import { RUN_KEYS } from '../schema/step.js';
import { isMapping, type Mapping } from '../schema/value.js';

/** A step as it was written, with what it says in its blocks. */
export interface Written {
  readonly step: Mapping;
  readonly path: Path;
  /** Whether a key stands in the step or in a block of it. */
  readonly has: (key: string) => boolean;
  /** Whether it stands nowhere, as far as the blocks can be read. */
  readonly lacks: (key: string) => boolean;
  readonly get: (key: string) => unknown;
  /** A finding at a key of the step, wherever it stands, or at the step itself. */
  readonly finding: (message: string, key?: string) => Finding;
}

/** Looks at a step that may have flat keys, blocks, or both. */
export const written = (step: Mapping, path: Path): Written => {
  const holder = (key: string): Path | undefined => {
    if (key in step) return [...path, key];
    const block = ['get', 'run'].find((name) => keysIn(step[name]).includes(key));
    return block === undefined || key === 'workflow' ? undefined : [...path, block, key];
  };
  return {
    step,
    path,
    has: (key) => holder(key) !== undefined,
    lacks: (key) => holder(key) === undefined && !isUnread(step, key),
    get: (key) => holder(key)?.slice(path.length).reduce<unknown>(fieldOf, step),
    finding: (message, key) => {
      const at = key === undefined ? undefined : holder(key);
      return at ? { path: at, atKey: true, message } : { path, message };
    },
  };
};

/** Whether the block in which a key would stand is there, and is none. */
const isUnread = (step: Mapping, key: string): boolean => {
  const block = RUN_KEYS.includes(key) ? 'run' : 'get';
  return block in step && !isMapping(step[block]);
};

const fieldOf = (value: unknown, key: string | number): unknown =>
  isMapping(value) ? value[key] : undefined;

export const keysIn = (value: unknown): readonly string[] => (isMapping(value) ? Object.keys(value) : []);
