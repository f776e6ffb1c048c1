import type { Finding } from '../problem.js';
import { withNearest } from '../problem.js';
import { isMapping } from '../schema/value.js';
import type { Written } from './step.js';
import type { Neighbours } from './steps.js';

/** A session goes on from a step that ran before: a sibling, or a step beside what holds this one. */
export const sessionFindings = (one: Written, { siblings, index, outer }: Neighbours): readonly Finding[] => {
  const session = one.get('session');
  const from = isMapping(session) ? session.from : undefined;
  if (typeof from !== 'string') return [];
  const earlier = siblings.slice(0, index);
  if (from === one.step.name) return [one.finding('a session cannot go on from its own step', 'session')];
  if (earlier.includes(from) || outer.includes(from)) return [];
  if (siblings.includes(from)) {
    return [one.finding(`\`${from}\` comes later; a session goes on from a step before`, 'session')];
  }
  const known = [...earlier, ...outer].filter((name) => typeof name === 'string');
  return [one.finding(withNearest(`there is no step \`${from}\` to go on from`, from, known), 'session')];
};
