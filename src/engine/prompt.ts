import { type Parts, type Template, visibleText } from '../events/content.js';
import type { StepPath } from '../events/ids.js';
import type { StepNode } from '../events/tree.js';
import type { Attempt, RunState, Step } from '../projections/runState/state.js';
import { mayWrite } from '../projections/stepIndex.js';
import { worktreeOf } from '../projections/worktrees.js';
import { render } from './render.js';
import { requestOf } from './review.js';
import { evaluatorParts, followUp, inSections, ledgerParts, mentions } from './reviewPrompt.js';
import type { SessionChoice } from './session.js';

/** The file that an agent leaves its answer in; undefined where the step asks for none. */
export const answerFile = ({ type, review }: StepNode): string | undefined =>
  review ? 'case.json' : ANSWER_FILES[type];

const ANSWER_FILES: Readonly<Record<string, string>> = {
  review: 'verdict.json',
  split: 'plan.json',
  validate: 'validate.json',
  artifact: 'artifact.txt',
};

/** The folders of answers: ours, and the one that prompts of Gump's users ask for. */
export const ANSWER_FOLDERS = ['.refold/out', '.gump/out'];

/** What the agent is asked to leave, where its prompt does not say so itself. */
const REQUESTS: Readonly<Record<string, string>> = {
  split:
    'Write your plan to `.refold/out/plan.json`: a JSON list of `{"name": …, "description": …, "files": […]}`, one for each task. Change nothing else.',
  validate:
    'Write your verdict to `.refold/out/validate.json`: `{"pass": true}`, or `{"pass": false, "comments": "…"}`. Change nothing else.',
  artifact: 'Write your answer to `.refold/out/artifact.txt`. Change nothing else.',
};

/** All that an agent is given: what was read for it, its prompt, and what it has to know besides. */
export const promptFor = (
  state: RunState,
  path: StepPath,
  node: StepNode,
  prompt: Template,
  { retold, session }: SessionChoice,
): Parts => {
  const step = state.steps.get(path);
  const told = step ? followUpOf(step, node) : [];
  const isKnown = step !== undefined && knowsTask(step, node, { ...(session ? { session } : {}) });
  const isCutOff = mayWrite(node) && step?.attempt?.call !== undefined && wasCutOff(step.attempt);
  return [
    ...inSections([isKnown ? [] : wholeParts(state, path, node, prompt, told), told]),
    ...apart(driftNotice(state, path, isKnown ? [] : prompt)),
    ...(retold ? digestOf(retold) : []),
    ...apart(isCutOff ? interruptionNotice(session) : undefined),
  ];
};

/** Whether the last call of an attempt came to no end of its own: refold was cut off, or its agent failed and had done something, as one that is killed. */
const wasCutOff = ({ turn, work, review, start }: Attempt): boolean =>
  !turn.due || (turn.failures > 0 && work !== undefined && work.tree !== (review?.from ?? start.tree));

/** What a worker has to know of its last turn, and what it is asked for. */
const followUpOf = (step: Step, { review }: StepNode): Parts =>
  review ? followUp(step, requestOf(review)) : [];

/** Whether an agent knows what it was asked at first: its session goes on with what became of its last turn. */
export const knowsTask = (step: Step, node: StepNode, { session }: Pick<SessionChoice, 'session'>): boolean =>
  followUpOf(step, node).length > 0 && session?.how === 'continue';

/** What an agent is given that knows nothing yet, but for what it is told besides. */
const wholeParts = (
  state: RunState,
  path: StepPath,
  node: StepNode,
  prompt: Template,
  told: Parts,
): Parts => {
  const step = state.steps.get(path);
  const asked = render(state, path, prompt);
  return [
    ...contextParts(node, step),
    ...(node.type === 'review' ? evaluatorParts(state, path, asked) : asked),
    ...apart(requestFor(node, [...asked, ...told])),
    ...(step ? historyParts(state, path, prompt, step) : []),
    ...(step ? ledgerParts(step, told) : []),
  ];
};

const contextParts = (node: StepNode, step: Step | undefined): Parts =>
  (node.context ?? []).flatMap(({ name }, index) => {
    const content = step?.attempt?.context.get(index)?.content;
    if (!content) return [];
    const body = 'text' in content ? content.text : content.payload;
    if (body === '') return [];
    return [`## ${name}\n\n`, body, '\n\n'];
  });

const requestFor = (node: StepNode, asked: Parts): string | undefined => {
  if (mentions(asked, `out/${answerFile(node)}`)) return undefined;
  return node.review ? requestOf(node.review) : REQUESTS[node.type];
};

/** What an attempt has to know of the one before it, unless its prompt tells already. */
const historyParts = (state: RunState, path: StepPath, prompt: Template, step: Step): Parts => {
  const { attempt, previous } = step;
  if (!attempt || !previous?.failed) return [];
  const why = draws(prompt, 'error') ? [] : render(state, path, [{ variable: 'error' }]);
  const { tree } = attempt.start;
  const since = tree === step.base.tree ? 'the step' : tree === previous.start.tree ? 'it' : undefined;
  const undone = since !== undefined && previous.work && previous.work.tree !== tree;
  return [
    ...(why.length === 0 ? [] : ['\n\nThe attempt before this one failed:\n\n', ...why]),
    ...apart(
      undone
        ? `The edits of the attempt before are gone: the files are as they were when ${since} began.`
        : undefined,
    ),
  ];
};

/** What an agent has to know that was in the middle of this before. */
const interruptionNotice = (session: SessionChoice['session']): string =>
  session?.how === 'continue'
    ? 'You were interrupted before this was done. Look at what there is of it in the worktree, and go on from there.'
    : 'Someone began this and was cut off. Look at what there is of it in the worktree, and go on from there.';

/** How many changed files are named to an agent that did not ask for them. */
const NAMED_FILES = 50;

/** What somebody changed while the run stood still, unless what is rendered of its prompt tells already. */
const driftNotice = (state: RunState, path: StepPath, rendered: Template): string | undefined => {
  const files = worktreeOf(state, path)?.drift ?? [];
  if (files.length === 0 || draws(rendered, 'drift.files')) return undefined;
  const more = files.length - NAMED_FILES;
  const named = files.slice(0, NAMED_FILES).map((file) => `- ${file.path}`);
  return [
    'Somebody has changed these files since they were last recorded. Take them as they are now:',
    '',
    ...named,
    ...(more > 0 ? [`- and ${more} more`] : []),
  ].join('\n');
};

const draws = (prompt: Template, name: string): boolean =>
  prompt.some((part) => typeof part !== 'string' && 'variable' in part && part.variable === name);

/** How much of a diff is told again, in characters. */
const DIFF_CHARS = 3_000;

/** What a session came to that nobody can go on with. */
const digestOf = ({ call, work }: Attempt): Parts => {
  const said = call?.output && visibleText(call.output).trim();
  const diff = work && visibleText(work.diff).slice(0, DIFF_CHARS).trim();
  return [
    '\n\nThere was an earlier conversation about this, which is lost.',
    ...(said ? [` It ended with:\n\n${said}`] : []),
    ...(diff ? [`\n\nIt had changed:\n\n${diff}`] : []),
  ];
};

const apart = (text: string | undefined): Parts => (text === undefined ? [] : [`\n\n${text}`]);
