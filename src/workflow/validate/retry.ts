import { withNearest } from '../nearest.js';
import type { Finding, Path } from '../problem.js';
import { gateKind, isUnclear } from '../schema/gate.js';
import { isMapping, type Mapping, Times } from '../schema/value.js';
import { gateNamesOf } from '../scope.js';
import { keysIn, type Written } from './step.js';

const CONDITIONS = ['attempt', 'not', 'validate', 'exit'];

/** What is wrong with the retry policy of a step. */
export const retryIn = (one: Written): readonly Finding[] => {
  const { retry } = one.step;
  if (!Array.isArray(retry)) return [];
  const path = [...one.path, 'retry'];
  const entries = retry.map((entry: unknown) => (isMapping(entry) ? entry : {}));
  const findings: Finding[] = [];
  if (!entries.some((entry) => 'exit' in entry) && retry.every(isMapping)) {
    findings.push({ path, atKey: true, message: 'retry needs an entry `exit: N`, the attempts in all' });
  }
  const exits = entries.flatMap((entry, index) => ('exit' in entry ? [{ index, exit: entry.exit }] : []));
  const most = exits[0]?.exit;
  for (const { index } of exits.slice(1))
    findings.push({ path: [...path, index], message: '`exit` stands in the policy already' });
  let last = 1;
  for (const [index, entry] of entries.entries()) {
    const at = [...path, index];
    if (!isMapping(retry[index])) continue;
    findings.push(...entryFindings(one, entry, at));
    if (!Times.is(entry.attempt) || 'exit' in entry) continue;
    if (entry.attempt <= last) {
      const message = `attempts must rise: this one must be over ${last}`;
      findings.push({ path: [...at, 'attempt'], message });
    }
    if (Times.is(most) && entry.attempt > most)
      findings.push({
        path: [...at, 'attempt'],
        message: `there is no attempt ${entry.attempt}: exit is ${most}`,
      });
    last = Math.max(last, entry.attempt);
  }
  return findings;
};

const entryFindings = (one: Written, entry: Mapping, at: Path): readonly Finding[] => {
  const conditions = CONDITIONS.filter((key) => key in entry);
  const findings: Finding[] = [];
  const besideExit = 'exit' in entry ? keysIn(entry).filter((key) => key !== 'exit') : [];
  if (besideExit.length > 0) {
    const others = besideExit.map((key) => `\`${key}\``).join(' and ');
    findings.push({
      path: at,
      message: `\`exit\` stands alone in its entry; put ${others} into one of its own`,
    });
  } else if (conditions.length !== 1)
    findings.push({ path: at, message: 'an entry needs one of `attempt`, `not`, `validate` and `exit`' });
  findings.push(...overridesOfComposite(one, entry, at));
  const { gate = [] } = one.step;
  const gates: readonly unknown[] = Array.isArray(gate) ? gate : [gate];
  if (gates.some(isUnclear)) return findings;
  if (typeof entry.not === 'string') {
    const names = gateNamesOf(gates).map((name) => `gate.${name}`);
    if (!names.includes(entry.not)) {
      const message = withNearest(`this step has no \`${entry.not}\``, entry.not, names);
      findings.push({ path: [...at, 'not'], message });
    }
  }
  if (typeof entry.validate === 'string') {
    const validators = gates.flatMap((gate: unknown) =>
      gateKind(gate) === 'validate' && isMapping(gate) ? [String(gate.validate)] : [],
    );
    if (!validators.includes(entry.validate)) {
      const message = withNearest(
        `this step has no gate \`validate: ${entry.validate}\``,
        entry.validate,
        validators,
      );
      findings.push({ path: [...at, 'validate'], message });
    }
  }
  return findings;
};

/** What a step holds that has passed stays as it is, so there is nothing there that an override could act on. */
const overridesOfComposite = ({ step }: Written, entry: Mapping, at: Path): readonly Finding[] => {
  const holds = ['steps', 'workflow'].some((key) => key in step);
  const keys = holds ? ['agent', 'prompt', 'session', 'worktree'] : 'each' in step ? ['worktree'] : [];
  return keys
    .filter((key) => key in entry)
    .map((key) => ({
      path: [...at, key],
      atKey: true,
      message: `\`${key}\` cannot change a step that holds others; its retry runs again those that did not pass`,
    }));
};
