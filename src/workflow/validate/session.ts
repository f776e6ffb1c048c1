import { withNearest } from '../nearest.js';
import type { Finding, Path } from '../problem.js';
import { isMapping } from '../schema/value.js';
import { type Written, written } from './step.js';
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

/** A session that steps of a parallel unit go on with, and that did not begin in it. */
interface FromOutside {
  readonly from: string;
  readonly step: Written;
}

/** Units that run at the same time cannot go on with one session. */
export const sharedSessions = ({ step, path }: Written): readonly Finding[] => {
  if (step.parallel !== true) return [];
  if (Array.isArray(step.each)) {
    return fromOutside(inside(step.each, [...path, 'each'])).map(({ from, step: user }) =>
      user.finding(`every task would go on with the session of \`${from}\` at the same time`, 'session'),
    );
  }
  const units = Array.isArray(step.steps) ? step.steps : [];
  const names = units.map((unit: unknown) => (isMapping(unit) ? unit.name : undefined));
  const users = new Map<string, number>();
  return units.flatMap((unit: unknown, index) =>
    fromOutside(inside([unit], [...path, 'steps'], index)).flatMap(({ from, step: user }) => {
      if (names.includes(from) && from !== user.step.name)
        return [user.finding(`\`${from}\` runs at the same time; its session is not there yet`, 'session')];
      const first = users.get(from) ?? index;
      users.set(from, first);
      return first === index
        ? []
        : [
            user.finding(
              `\`${String(names[first])}\` goes on with the session of \`${from}\` at the same time`,
              'session',
            ),
          ];
    }),
  );
};

const fromOutside = (steps: readonly Written[]): readonly FromOutside[] => {
  const names = steps.map(({ step }) => step.name);
  return steps.flatMap((step) => {
    const session = step.get('session');
    const from = isMapping(session) ? session.from : undefined;
    return typeof from === 'string' && !names.includes(from) ? [{ from, step }] : [];
  });
};

/** These steps and all that they hold. */
const inside = (steps: unknown, path: Path, first = 0): readonly Written[] => {
  if (!Array.isArray(steps)) return [];
  return steps.flatMap((step: unknown, index) => {
    if (!isMapping(step)) return [];
    const at = [...path, first + index];
    return [
      written(step, at),
      ...inside(step.steps, [...at, 'steps']),
      ...inside(step.each, [...at, 'each']),
    ];
  });
};
