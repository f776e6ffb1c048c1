import type { Finding, Path } from './problem.js';

/** A mapping of the document whose form may still be wrong. */
type Mapping = Readonly<Record<string, unknown>>;

/**
 * Finds what no schema can tell: what contradicts itself, stands twice or is missing beside something else. It looks
 * at values as they were written and passes over whatever has the wrong form, so that all problems come at once.
 */
export const validate = (value: unknown): readonly Finding[] =>
  isMapping(value) ? stepsIn(value.steps, ['steps']) : [];

const stepsIn = (steps: unknown, path: Path): readonly Finding[] => {
  if (!Array.isArray(steps)) return [];
  const names = new Map<unknown, number>();
  return steps.flatMap((step: unknown, index) => {
    const at = [...path, index];
    if (!isMapping(step)) return [];
    const first = names.get(step.name);
    if (first === undefined) names.set(step.name, index);
    const twice =
      first !== undefined && typeof step.name === 'string'
        ? [
            {
              path: [...at, 'name'],
              message: `\`${step.name}\` is the name of step ${first + 1} here already`,
            },
          ]
        : [];
    return [...twice, ...stepFindings(step, at)];
  });
};

const stepFindings = (step: Mapping, path: Path): readonly Finding[] => {
  const has = (key: string): boolean => key in step || blocksOf(step).some((block) => key in block);
  const finding = (message: string, ...key: readonly string[]): Finding => ({
    path: [...path, ...key],
    ...(key.length > 0 ? { atKey: true } : {}),
    message,
  });
  const doubled = [...keysIn(step.get), ...keysIn(step.run)].filter((key) => key in step);
  const isGroup = 'steps' in step;
  const findings: Finding[] = doubled.map((key) => finding(`\`${key}\` stands here and in a block`, key));
  if (has('prompt') && !has('agent')) findings.push(finding('a prompt needs an `agent`'));
  if (has('agent') && !has('prompt')) findings.push(finding('an agent needs a `prompt`'));
  if (has('agent') && isGroup) findings.push(finding('a step with `steps` has no agent of its own', 'steps'));
  if (isGroup && 'gate' in step)
    findings.push(finding('a step with `steps` has no gates of its own', 'gate'));
  if (isGroup && 'retry' in step)
    findings.push(finding('a step with `steps` has no retry of its own', 'retry'));
  if (isGroup && 'type' in step) findings.push(finding('a step with `steps` has no type', 'type'));
  if (has('agent') && !isGroup && !('type' in step))
    findings.push(finding('a step with an agent needs `type: code`'));
  if ('type' in step && !has('agent') && !has('prompt') && !isGroup)
    findings.push(finding('`type: code` needs an agent', 'type'));
  if (!['agent', 'prompt', 'type', 'gate'].some(has) && !isGroup)
    findings.push(finding('a step needs an agent, a `gate` or `steps`'));
  return [
    ...findings,
    ...retryIn(step.retry, [...path, 'retry']),
    ...stepsIn(step.steps, [...path, 'steps']),
  ];
};

const retryIn = (retry: unknown, path: Path): readonly Finding[] => {
  if (!Array.isArray(retry)) return [];
  const entries = retry.map((entry: unknown) => (isMapping(entry) ? entry : {}));
  const findings: Finding[] = [];
  if (!entries.some((entry) => 'exit' in entry)) {
    findings.push({ path, atKey: true, message: 'retry needs an entry `exit: N`, the attempts in all' });
  }
  const exits = entries.flatMap((entry, index) => ('exit' in entry ? [{ index, exit: entry.exit }] : []));
  const most = exits[0]?.exit;
  for (const { index } of exits.slice(1))
    findings.push({ path: [...path, index], message: '`exit` stands in the policy already' });
  let last = 1;
  for (const [index, entry] of entries.entries()) {
    const at = [...path, index];
    const conditions = ['attempt', 'exit'].filter((key) => key in entry);
    if (conditions.length !== 1)
      findings.push({ path: at, message: 'an entry needs one of `attempt` and `exit`' });
    if ('exit' in entry && keysIn(entry).length > 1) {
      findings.push({ path: at, message: '`exit` stands alone in its entry' });
    }
    if (typeof entry.attempt !== 'number') continue;
    if (entry.attempt <= last) {
      findings.push({
        path: [...at, 'attempt'],
        message: `attempts must rise: this one must be over ${last}`,
      });
    }
    if (typeof most === 'number' && entry.attempt > most)
      findings.push({
        path: [...at, 'attempt'],
        message: `there is no attempt ${entry.attempt}: exit is ${most}`,
      });
    last = Math.max(last, entry.attempt);
  }
  return findings;
};

const isMapping = (value: unknown): value is Mapping =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const keysIn = (value: unknown): readonly string[] => (isMapping(value) ? Object.keys(value) : []);

const blocksOf = (step: Mapping): readonly Mapping[] => [step.get, step.run].filter(isMapping);
