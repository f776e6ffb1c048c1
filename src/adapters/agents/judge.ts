import type { Fault } from '../../ports/agents.js';
import { programOf } from './commandLine.js';
import type { AgentDefinition, AgentProgram, Remains, Verdict } from './definition.js';

/** What the words about a program's end need to know of it. */
interface Facts {
  readonly program: AgentProgram;
  /** The name under which a configuration speaks of it. */
  readonly provider: string;
  readonly lost: Lost;
  /** The words by which it says that another of its kind is in its way. */
  readonly busy?: RegExp;
}

/** The words by which a program says that it does not know a session, if what it said holds such words. */
type Lost = (said: string, exit: number) => string | undefined;

/** The first line that speaks of one of these. */
export const lineWith =
  (words: RegExp): Lost =>
  (said) =>
    said.split('\n').find((line) => words.test(line));

/**
 * The verdict on a program that says itself how it ended. Neither its word nor its exit code is believed alone: there
 * are programs that exit 0 when they were interrupted, and programs that die after they announced success.
 */
export const judgeByEvents =
  (facts: Facts): AgentDefinition['judge'] =>
  (remains) => {
    const { exit, errors, reading } = remains;
    const { title } = facts.program;
    const lost = lostSession(facts, remains);
    if (lost !== undefined) {
      const error = `${title} did not go on with session ${remains.call.session?.id}: ${lost}`;
      return { ...failed('session lost', error), sessionLost: lost };
    }
    const { ending } = reading;
    if (isBusy(facts, remains)) return failed('busy', `${title} was in the way of another`, errors);
    if (ending && !ending.succeeded) return failed('failed', `${title} failed: ${ending.error}`);
    if (ending && exit !== 0)
      return failed('failed', `${title} reported success, but exited ${exit}`, errors);
    if (ending) return { succeeded: true };
    return exit === 0 ? withoutAnEnd(facts, remains) : withAnExitCode(facts, remains);
  };

/** How many calls of an attempt may find the program busy. */
const BUSY_CALLS = 5;

/** A program that had not even begun can be called again, unless it is busy for ever. */
const isBusy = ({ busy }: Facts, { call, errors, exit, printed }: Remains): boolean =>
  exit !== 0 && printed === 0 && call.call < BUSY_CALLS && (busy?.test(errors) ?? false);

const lostSession = (
  { lost }: Pick<Facts, 'lost'>,
  { call, exit, errors, reading }: Remains,
): string | undefined => {
  const { session: asked } = call;
  if (asked?.how !== 'continue') return undefined;
  if (reading.session !== undefined && reading.session !== asked.id) return `it began ${reading.session}`;
  if (reading.ending?.succeeded) return undefined;
  return lost([reading.ending?.error ?? '', errors].join('\n'), exit);
};

const withoutAnEnd = (facts: Facts, { call, printed, errors }: Remains): Verdict => {
  const [program] = programOf(call, facts.program.name);
  if (printed === 0) {
    const hint = `run \`${program}\` by hand: it may want you to log in`;
    return failed('said nothing', `${facts.program.title} exited 0 without a word`, errors, hint);
  }
  const error = `${facts.program.title} exited 0, but nothing that it printed says how it ended`;
  const hint = `its output is kept; see that \`${program}\` is the program that it should be, and up to date`;
  return failed('not understood', error, errors, hint);
};

const withAnExitCode = (facts: Facts, { call, exit, errors }: Remains): Verdict => {
  const [program] = programOf(call, facts.program.name);
  const missing = MISSING[exit];
  if (missing === undefined) return failed('failed', `${facts.program.title} exited ${exit}`, errors);
  const hint = `install it with \`${facts.program.install}\`, or say where it is as \`agents.${facts.provider}.command\``;
  return failed(
    'program missing',
    `${facts.program.title}: the program \`${program}\` ${missing}`,
    errors,
    hint,
  );
};

/** The exit codes by which a shell says that it could not run a program. */
const MISSING: Readonly<Record<number, string>> = { 126: 'could not be run', 127: 'was not found' };

/** Success by exit code alone, for programs that promise nothing else. */
export const judgeByExit =
  (program: string, lost: Lost = () => undefined): AgentDefinition['judge'] =>
  (remains) => {
    const { exit, errors } = remains;
    const words = lostSession({ lost }, remains);
    if (words !== undefined) return { ...failed('session lost', words), sessionLost: words };
    if (exit === 0) return { succeeded: true };
    const missing = MISSING[exit];
    const what = `${program} exited ${exit}${missing === undefined ? '' : `: a program ${missing}`}`;
    return failed(missing === undefined ? 'failed' : 'program missing', what, errors);
  };

const failed = (fault: Fault, what: string, errors = '', hint = '') =>
  ({
    succeeded: false,
    fault,
    error: [what, errors, hint].filter((part) => part !== '').join('\n'),
  }) as const;
