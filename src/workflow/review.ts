import * as E from 'fp-ts/lib/Either.js';
import { parseDocument } from 'yaml';
import { type Case, Category, type Signals, type Verdict } from '../events/review.js';
import { readJson } from './json.js';
import { isMapping, isText, type Mapping } from './schema/value.js';
import { signalOf, together } from './signals.js';

/** A longer file than this, in characters, is none that a person could read. */
const MAX_CHARS = 64_000;

const MAX_WORK_AROUNDS = 5;

/** How much is said of what is wrong, in characters: it stands in an event and in a prompt, whatever an agent has written. */
const PROBLEM_CHARS = 4_000;

/** Reads the case that a worker states, in JSON; the error says in words all that is wrong with it. */
export const parseCase = (text: string): E.Either<string, Case> => parsed(text, caseProblems)(caseOf);

/** What a worker states where it speaks by signals. */
export interface Stated {
  readonly case?: Case;
  readonly signals: Signals;
}

/** Reads the same where the worker may say a `signal` in it as well, and may leave out all else. */
export const parseStated = (text: string, done: string): E.Either<string, Stated> =>
  parsed(text, ({ signal, ...rest }) => [
    ...(signal === undefined || signalsOf(signal, done) !== undefined ? [] : [signalProblem(done)]),
    ...(signal === undefined || Object.keys(rest).length > 0 ? caseProblems(rest) : []),
  ])(({ signal, ...rest }) => ({
    ...(Object.keys(rest).length > 0 ? { case: caseOf(rest) } : {}),
    signals: signalsOf(signal, done) ?? {},
  }));

/** Reads the verdict of an evaluator, in JSON; the error says in words all that is wrong with it. */
export const parseVerdictOnWork = (text: string): E.Either<string, Verdict> =>
  parsed(text, verdictProblems)(verdictOf);

/** Reads the same where the evaluator may say a `signal` in its place. */
export const parseSignalOrVerdict = (text: string, done: string): E.Either<string, Verdict> =>
  parsed(text, (value) => {
    if (!('signal' in value)) return verdictProblems(value);
    const { pass, fail } = signalsOf(value.signal, done) ?? {};
    return [
      ...unknownKeys(value, ['signal', 'evidence']),
      ...(pass || fail !== undefined ? [] : ['`signal` must be `PASS` or `FAIL: reason`']),
      ...textsProblems(value, 'evidence'),
    ];
  })((value) => {
    if (!('signal' in value)) return verdictOf(value);
    const { evidence } = value;
    return {
      ...verdictBy(signalsOf(value.signal, done) ?? {}),
      ...(evidence === undefined ? {} : { evidence: evidence as readonly string[] }),
    };
  });

/** The verdict that these signals are; one that is contradicted by another does not let work pass. */
export const verdictBy = ({ fail }: Signals): Verdict =>
  fail === undefined
    ? { verdict: 'accept' }
    : { verdict: 'reject', ...(fail === '' ? {} : { concern: fail }) };

/** The signals in a field: one, or a list of them; undefined if it holds anything else. */
const signalsOf = (field: unknown, done: string): Signals | undefined => {
  const all = (Array.isArray(field) ? field : [field]).map((one: unknown) =>
    typeof one === 'string' ? signalOf(one, done) : undefined,
  );
  return all.length > 0 && all.every((one) => one !== undefined) ? together(all) : undefined;
};

const signalProblem = (done: string): string =>
  `\`signal\` must be \`${done}\`, \`PASS\` or \`FAIL: reason\`, or a list of these`;

const caseProblems = (value: Mapping): readonly string[] => [
  ...unknownKeys(value, ['summary', 'ac_coverage', 'work_arounds', 'uncertainties']),
  ...(isText(value.summary) ? [] : ['`summary` must be a text']),
  ...coverageProblems(value.ac_coverage),
  ...textsProblems(value, 'work_arounds', MAX_WORK_AROUNDS),
  ...textsProblems(value, 'uncertainties'),
];

const caseOf = ({ summary, ac_coverage, work_arounds, uncertainties }: Mapping): Case => ({
  summary: String(summary),
  coverage: (ac_coverage as readonly Mapping[]).map(({ criterion, addressed_by, evidence }) => ({
    criterion: String(criterion),
    addressedBy: String(addressed_by),
    ...(evidence === undefined ? {} : { evidence: String(evidence) }),
  })),
  ...(work_arounds === undefined ? {} : { workArounds: work_arounds as readonly string[] }),
  ...(uncertainties === undefined ? {} : { uncertainties: uncertainties as readonly string[] }),
});

const verdictProblems = (value: Mapping): readonly string[] => [
  ...unknownKeys(value, ['verdict', 'category', 'concern', 'evidence', 'next_step']),
  ...(value.verdict === 'reject' ? rejectionProblems(value) : acceptanceProblems(value)),
  ...textsProblems(value, 'evidence'),
];

const verdictOf = ({ verdict, category, concern, evidence, next_step }: Mapping): Verdict => ({
  verdict: String(verdict),
  ...(isText(category) ? { category } : {}),
  ...(isText(concern) ? { concern } : {}),
  ...(evidence === undefined ? {} : { evidence: evidence as readonly string[] }),
  ...(isText(next_step) ? { nextStep: next_step } : {}),
});

/** Reads a JSON object, finds its problems, and makes of it what it stands for if it has none. */
const parsed =
  (text: string, problemsOf: (value: Mapping) => readonly string[]) =>
  <A>(make: (value: Mapping) => A): E.Either<string, A> => {
    if (text.length > MAX_CHARS) return E.left(`it is longer than ${MAX_CHARS} characters`);
    const read = readJson(text);
    if (E.isLeft(read)) return read;
    const value = read.right;
    if (!isMapping(value)) return E.left('it must be a JSON object');
    // JSON.parse takes the last of two equal keys, so that an answer could say two things at once.
    const [twice] = parseDocument(text, { uniqueKeys: true }).errors;
    if (twice) return E.left('a key stands in it twice');
    const problems = problemsOf(value);
    return problems.length > 0 ? E.left(problems.join('; ').slice(0, PROBLEM_CHARS)) : E.right(make(value));
  };

const unknownKeys = (value: Mapping, known: readonly string[]): readonly string[] =>
  Object.keys(value)
    .filter((key) => !known.includes(key))
    .map((key) => `\`${key}\` is not known: the keys are ${known.map((one) => `\`${one}\``).join(', ')}`);

const rejectionProblems = ({ category, concern, next_step }: Mapping): readonly string[] => [
  ...(Category.known.some((one) => one === category)
    ? []
    : [`a rejection needs a \`category\`, one of ${Category.known.join(', ')}`]),
  ...(isText(concern) ? [] : ['a rejection needs a `concern`']),
  ...(isText(next_step) ? [] : ['a rejection needs a `next_step`']),
];

const acceptanceProblems = ({ verdict, category, concern, next_step }: Mapping): readonly string[] => {
  if (verdict !== 'accept') return ['`verdict` must be "accept" or "reject"'];
  return [
    ...(category === null ? [] : ['`category` must be null where the work is accepted']),
    ...Object.entries({ concern, next_step })
      .filter(([, said]) => said !== undefined && said !== null && typeof said !== 'string')
      .map(([key]) => `\`${key}\` must be a text`),
  ];
};

const coverageProblems = (coverage: unknown): readonly string[] => {
  if (!Array.isArray(coverage)) return ['`ac_coverage` must be a list'];
  return coverage.flatMap((entry: unknown, index) => {
    const which = `\`ac_coverage\` ${index + 1}`;
    if (!isMapping(entry)) return [`${which} must be an object`];
    const { criterion, addressed_by, evidence } = entry;
    return [
      ...unknownKeys(entry, ['criterion', 'addressed_by', 'evidence']).map((said) => `${which}: ${said}`),
      ...(isText(criterion) ? [] : [`${which} has no \`criterion\``]),
      ...(isText(addressed_by) && pointsSomewhere(addressed_by)
        ? []
        : [`${which}: \`addressed_by\` must name a file or something in one`]),
      ...(evidence === undefined || isText(evidence) ? [] : [`${which}: \`evidence\` must be a text`]),
    ];
  });
};

/** Whether a text has something in it that may be a path or a name, and is not a word for nothing. */
const pointsSomewhere = (text: string): boolean =>
  /[\p{L}_][\p{L}\p{N}_]+/u.test(text) && !NOTHING.has(text.trim().toLowerCase().replace(/[.!]$/, ''));

const NOTHING: ReadonlySet<string> = new Set([
  'none',
  'nothing',
  'nowhere',
  'n/a',
  'na',
  'todo',
  'tbd',
  'unknown',
  'null',
  'done',
  'yes',
]);

const textsProblems = (value: Mapping, key: string, most = Number.POSITIVE_INFINITY): readonly string[] => {
  const said = value[key];
  if (said === undefined) return [];
  if (!Array.isArray(said) || !said.every((one) => typeof one === 'string'))
    return [`\`${key}\` must be a list of texts`];
  return said.length > most ? [`\`${key}\` holds ${said.length}, and ${most} at most may stand there`] : [];
};
