import { type Content, type Parts, visibleText } from '../events/content.js';
import type { StepPath } from '../events/ids.js';
import { type Case, judgementWords, NOT_DONE, signalWords, type Verdict } from '../events/review.js';
import type { Attempt, RunState, Step } from '../projections/runState/state.js';
import { valueFor } from '../projections/variables.js';
import { render } from './render.js';
import { settingsOf } from './retry.js';

type Entry = Step['ledger'][number];

/** How many entries of the ledger a worker is given when it begins, and an evaluator. */
const WORKER_ENTRIES = 5;
const EVALUATOR_ENTRIES = 20;

/** How much of each of them is told, in characters: together they stand in one line of the log. */
const ENTRY_CHARS = 4_000;

/** How much of what a failed gate printed is told, in characters. */
const GATE_CHARS = 2_000;

/** What an evaluator is asked where the workflow does not say it. */
const TASK_OF_EVALUATOR =
  'Judge the work of another agent: you see its task, its own case for it, what the gates found, and all that it changed. Look at the files where you need to, and trust no word that you cannot check. Accept it only if every criterion is met by what is there.';

const VERDICT_REQUEST =
  'Write your verdict to `.refold/out/verdict.json`: `{"verdict": "accept", "category": null}`, or `{"verdict": "reject", "category": "…", "concern": "…", "evidence": ["…"], "next_step": "…"}` with one of the categories scope_creep, acceptance_gap, weak_test, tests_pass_but_wrong, half_finished, spec_violation. Change nothing else.';

const SIGNAL_REQUEST =
  'End your answer with a line that holds only `PASS`, or with `FAIL: what is wrong, and what to do next` in one line. You may write it to `.refold/out/verdict.json` as well: `{"signal": "PASS"}` or `{"signal": "FAIL: …"}`. Change nothing else.';

/** All that an evaluator is given; it knows nothing of the worker's session. */
export const evaluatorParts = (state: RunState, path: StepPath, asked: Parts): Parts => {
  const place = state.index.steps.get(path);
  const owner = state.steps.get(place?.parent ?? '');
  const node = state.index.steps.get(owner?.path ?? '')?.node;
  if (!owner?.attempt || !node) return asked;
  const { attempt, ledger } = owner;
  const task = render(state, owner.path, settingsOf(node, attempt.overrides, []).prompt);
  const criteria = visibleText(criteriaOf(state, owner.path));
  return inSections([
    asked.length > 0 ? asked : [TASK_OF_EVALUATOR],
    ['## The task\n\n', ...task],
    mentions(task, criteria) ? [] : titled('## It is done when all of this holds', criteria || undefined),
    titled('## The case of the worker', caseText(attempt.answer?.case) ?? 'It stated none.'),
    node.review?.signals ? saidBy(attempt) : [],
    titled('## Gates', gatesText(attempt.gates)),
    ['## What has changed since the step began\n\n', ...changes(attempt)],
    titled('## Verdicts so far', ledgerText(ledger, EVALUATOR_ENTRIES)),
    mentions(asked, 'out/verdict.json') ? [] : [node.review?.signals ? SIGNAL_REQUEST : VERDICT_REQUEST],
  ]);
};

/** What the worker said in the turn at hand, and how it signals that. */
const saidBy = ({ call, answer }: Attempt): Parts => {
  const signals = signalWords(answer?.signals ?? {});
  const said = call?.output && !isEmpty(call.output) ? bodyOf(call.output) : 'Nothing.';
  const signalled = signals.length === 0 ? [] : [`\n\nIt signals ${signals.join(' and ')}.`];
  return ['## What the worker says\n\n', said, ...signalled];
};

/** The criteria of the task that a step is part of, one in a line. */
const criteriaOf = (state: RunState, path: StepPath): Content => {
  const value = valueFor(state, path, 'task.criteria');
  return value && 'content' in value ? value.content : { text: '' };
};

/** What a worker has to know of its last turn; nothing at first. */
export const followUp = ({ attempt, ledger }: Step, request: string): Parts => {
  if (!attempt?.review) return [];
  const { nudge, iteration, gates: found } = attempt.review;
  if (nudge !== undefined) return [nudge];
  const last = ledger.at(-1);
  if (iteration === 1 || !last) return [];
  if (last.category === NOT_DONE && !last.verdict)
    return inSections([
      ['You have not said yet that all of it is done. If something is left to do, go on with it.'],
      [request],
    ]);
  const gates = gatesText(found);
  return inSections([
    [`Your work was judged, and is not accepted.\n\n${entryText(last)}`],
    last.failedGates.length > 0 && gates ? [`Gates:\n\n${gates}`] : [],
    ['Go on from there.'],
    [request],
  ]);
};

/** What was said of a step before, for a worker that knows nothing of it but what it is told besides. */
export const ledgerParts = ({ ledger }: Step, told: Parts): Parts => {
  const untold = ledger.filter((entry) => !mentions(told, entryText(entry)));
  const parts = titled('## Verdicts on earlier work on this', ledgerText(untold, WORKER_ENTRIES));
  return parts.length > 0 ? ['\n\n', ...parts] : [];
};

/** Sections with a line between them; those without anything in them are left out. */
export const inSections = (sections: readonly Parts[]): Parts =>
  sections
    .filter((section) => section.length > 0)
    .flatMap((section, index) => (index === 0 ? section : ['\n\n', ...section]));

/** Whether a prompt speaks of a file itself. */
export const mentions = (parts: Parts, file: string): boolean =>
  parts.some((part) => typeof part === 'string' && part.includes(file));

const titled = (title: string, text: string | undefined): Parts =>
  text === undefined ? [] : [`${title}\n\n${text}`];

const changes = ({ work }: Attempt): Parts => {
  if (!work) return ['Nothing.'];
  const shown = work.excerpt ?? work.diff;
  if (!work.excerpt) return isEmpty(shown) ? ['Nothing.'] : [bodyOf(shown)];
  return [bodyOf(shown), '\n\nThe rest is left out here; it is in the worktree.'];
};

const isEmpty = (content: Content): boolean => 'text' in content && content.text.trim() === '';

const bodyOf = (content: Content): Parts[number] => ('text' in content ? content.text : content.payload);

const caseText = (stated: Case | undefined): string | undefined => {
  if (!stated) return undefined;
  const { summary, coverage, workArounds = [], uncertainties = [] } = stated;
  return [
    summary,
    ...coverage.map(
      ({ criterion, addressedBy, evidence }) =>
        `- ${criterion}: ${addressedBy}${evidence === undefined ? '' : ` (${evidence})`}`,
    ),
    ...workArounds.map((text) => `- work-around: ${text}`),
    ...uncertainties.map((text) => `- uncertain: ${text}`),
  ].join('\n');
};

const gatesText = (gates: Attempt['gates']): string | undefined => {
  if (gates.size === 0) return undefined;
  return [...gates]
    .map(([name, { state, output, error, comments }]) => {
      if (state !== 'failed') return `- ${name}: ${state}`;
      const said = [error, comments, output && visibleText(output)].filter(Boolean).join('\n');
      return `- ${name}: failed\n${said.slice(0, GATE_CHARS)}`.trimEnd();
    })
    .join('\n');
};

const ledgerText = (ledger: readonly Entry[], most: number): string | undefined => {
  if (ledger.length === 0) return undefined;
  const shown = ledger.slice(-most);
  const left = ledger.length - shown.length;
  const texts = shown.map((entry) => entryText(entry).slice(0, ENTRY_CHARS));
  return [...(left > 0 ? [`(${left} earlier ones are left out)`] : []), ...texts].join('\n\n');
};

const entryText = ({ life, attempt, iteration, ...entry }: Entry): string => {
  const { accepted, category, concern, failedGates, verdict, summary } = entry;
  return [
    `Life ${life}, attempt ${attempt}, iteration ${iteration}: ${judgementWords({ accepted, category, failedGates })}`,
    ...(summary === '' ? [] : [`changed: ${summary}`]),
    ...(entry.case ? [`case: ${entry.case.summary}`] : []),
    ...(concern === undefined ? [] : [`concern: ${concern}`]),
    ...verdictLines(verdict),
  ].join('\n');
};

const verdictLines = (verdict: Verdict | undefined): readonly string[] => [
  ...(verdict?.concern === undefined ? [] : [`concern: ${verdict.concern}`]),
  ...(verdict?.evidence ?? []).map((text) => `evidence: ${text}`),
  ...(verdict?.nextStep === undefined ? [] : [`next step: ${verdict.nextStep}`]),
];
