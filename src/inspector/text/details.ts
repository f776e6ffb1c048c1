import { shellWord } from '../../events/shellWord.js';
import type { RunDetails } from '../../projections/details.js';
import type { Paint } from './paint.js';
import { resumeLine } from './plan.js';
import { type Rows, showText } from './show.js';

/** Where a run stands, with all that is restored when it goes on. */
export const detailsText = (details: RunDetails, paint: Paint): string =>
  showText(details, paint, [
    ['repo', `${details.repo_path} (${details.repo_id})`],
    ...(details.prompt === undefined ? [] : ([['prompt', beginningOf(details.prompt)]] as const)),
    ...configurationRows(details),
    ...details.sessions.map(
      ({ agent, session, step, dropped }) =>
        ['session', `${agent} ${session} at ${step}${dropped ? `, ${dropped}` : ''}`] as const,
    ),
    ...(details.messages ? ([['messages', messageWords(details.messages)]] as const) : []),
    ['tmux', details.tmux_session],
    ['created', details.created_at],
    ['updated', details.updated_at],
    ...(details.resumed
      ? ([['resumed', resumeLine(details.resumed).replace(/^resume plan: /, '')]] as const)
      : []),
  ]);

const messageWords = ({ count, done, pass, fail }: NonNullable<RunDetails['messages']>): string =>
  `${count}, done=${done} pass=${pass} fail=${fail}`;

/** How much of a prompt is shown, in characters. */
const PROMPT_CHARS = 160;

const beginningOf = (prompt: string): string => {
  const text = prompt.trim().replace(/\s+/g, ' ');
  return text.length > PROMPT_CHARS ? `${text.slice(0, PROMPT_CHARS)}…` : text;
};

/** A value as it was given, so that it can be copied; of several lines, or a long one, how it begins. */
const shown = (value: string): string => {
  const [line = ''] = value.split('\n');
  const begins = line.slice(0, PROMPT_CHARS);
  return begins === value ? value : `${begins}…`;
};

/** What the run was asked for, as a shell takes it; the value `prompt` has a line of its own. */
const configurationRows = ({
  configuration: { workflow, set, agent, spec, tasks, pauseAfter, setup },
}: RunDetails): Rows => {
  const option = (name: string, word: string | undefined): readonly string[] =>
    word === undefined ? [] : [name, shellWord(word)];
  const asked = [
    ...(workflow === undefined ? [] : [shellWord(workflow)]),
    ...Object.entries(set)
      .filter(([name]) => name !== 'prompt')
      .flatMap(([name, value]) => option('--set', `${name}=${shown(value)}`)),
    ...option('--agent', agent),
    ...option('--spec', spec),
    ...option('--tasks', tasks),
    ...option('--pause-after', pauseAfter),
  ];
  const given = setup ? [...setup.link, ...setup.copy, ...setup.commands] : [];
  return [
    ...(asked.length === 0 ? [] : ([['asked', asked.join(' ')]] as const)),
    ...(given.length === 0 ? [] : ([['setup', given.join(', ')]] as const)),
  ];
};
