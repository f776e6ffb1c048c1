import { gitAt } from './git.js';
import { isNowhere } from './takenBack.js';

/**
 * The latest commit of a run, by what its message says, that led to a later commit and not to this one. What this one did in
 * the same way is the same work, and what was taken back is no work that is there.
 */
export const strayWork = async (
  gitDir: string,
  run: string,
  head: string,
  later: string,
  environment: NodeJS.ProcessEnv,
): Promise<string | undefined> => {
  const git = gitAt(gitDir, environment);
  const words = ['--cherry-pick', '--right-only', '--no-merges', `--grep=^Refold-Run: ${run}$`];
  const found = await git.text(['rev-list', ...words, `${head}...${later}`]);
  for (const commit of found.split('\n').filter(Boolean)) {
    const base = await git.text(['merge-base', head, commit], { answers: [1] });
    if (base === '' || !(await isNowhere(git, base, commit, later))) return commit;
  }
  return undefined;
};
