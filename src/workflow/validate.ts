import type { Finding } from './problem.js';
import { isMapping } from './schema/value.js';
import { nameFindings, stepsIn } from './validate/steps.js';

/**
 * Finds what no schema can tell: what contradicts itself, stands twice or is missing beside something else. It looks
 * at values as they were written and passes over whatever has the wrong form, so that all problems come at once.
 */
export const validate = (value: unknown): readonly Finding[] =>
  isMapping(value) ? [...nameFindings(value, []), ...stepsIn(value.steps, ['steps'], [])] : [];
