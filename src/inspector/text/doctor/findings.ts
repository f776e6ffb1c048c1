import { shellWord } from '../../../events/shellWord.js';
import { some } from '../../../events/some.js';
import type { GitFacts, HomeFacts, MachineFacts, RunsFacts } from '../../../ports/machine.js';
import { agentFindings } from './agentFindings.js';
import type { Finding } from './finding.js';

/** The least room that a disk should have, in bytes: a run keeps what agents say, and a worktree. */
const LEAST_FREE = 500 * 1024 * 1024;

/** How many of a list are named. */
const MOST_NAMED = 5;

/** What there is to say about a machine. */
export const findingsOf = ({ git, configuration, home, agents }: MachineFacts): readonly Finding[] => [
  ...gitFindings(git),
  ...(configuration.fault ? [{ level: 'problem', about: 'config', ...configuration.fault } as const] : []),
  ...homeFindings(home),
  ...runsFindings(home.runs),
  ...agents.flatMap(agentFindings),
];

const gitFindings = ({ version, least, fit }: GitFacts): readonly Finding[] => {
  if (fit) return [];
  const message = version === undefined ? 'there is no `git` on the PATH' : `${version} is too old`;
  return [{ level: 'problem', about: 'git', message, hint: `install git ${least} or newer` }];
};

const homeFindings = ({ path, is, writable, mode = '0700', free }: HomeFacts): readonly Finding[] => {
  const about = 'home';
  const elsewhere = 'or name another folder in REFOLD_HOME';
  const findings: (Finding | false)[] = [
    is === 'no folder' && {
      level: 'problem',
      about,
      message: `${path} is no folder`,
      hint: `move it away, ${elsewhere}`,
    },
    is !== 'no folder' &&
      !writable && {
        level: 'problem',
        about,
        message: is === 'folder' ? `${path} cannot be written to` : `${path} cannot be made`,
        hint: `make it a folder of yours, ${elsewhere}`,
      },
    is === 'folder' &&
      !mode.endsWith('00') && {
        level: 'problem',
        about,
        message: `others can get into it (${mode}): prompts, answers and settings are kept there`,
        hint: `\`chmod 700 ${shellWord(path)}\``,
      },
    free !== undefined &&
      free < LEAST_FREE && {
        level: 'problem',
        about,
        message: 'its disk is nearly full',
        hint: `make room there, ${elsewhere}`,
      },
  ];
  return findings.filter((finding) => finding !== false);
};

const runsFindings = ({ empty, lost, fault }: RunsFacts): readonly Finding[] => [
  ...(fault === undefined
    ? []
    : [problem(`its runs cannot be listed: ${fault}`, 'make the folder readable and try again')]),
  ...(lost.length === 0
    ? []
    : [
        problem(
          `gone or empty, though there was a log: ${some(lost, MOST_NAMED)}`,
          'put it back from a copy; what its run committed is on the branch `refold/<run>/main`',
        ),
      ]),
  ...(empty.length === 0
    ? []
    : [
        {
          level: 'note',
          about: 'home',
          message: `cut off while it was made, and did nothing: ${some(empty, MOST_NAMED)}`,
          hint: 'such a folder may be removed',
        } as const,
      ]),
];

const problem = (message: string, hint: string): Finding => ({
  level: 'problem',
  about: 'home',
  message,
  hint,
});
