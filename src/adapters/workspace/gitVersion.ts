import type { GitFacts } from '../../ports/machine.js';
import { gitEnvironment } from '../processes/environment.js';
import { execute } from '../processes/execute.js';

/** The oldest git that refold was written for. */
const LEAST_GIT = [2, 34] as const;

/** Which git there is, and whether it will do. */
export const lookAtGit = async (environment: NodeJS.ProcessEnv): Promise<GitFacts> => {
  const least = LEAST_GIT.join('.');
  const done = await execute(['git', 'version'], { cwd: '/', env: gitEnvironment(environment) });
  if ('code' in done) return { least, fit: false };
  const version = done.out.toString('utf8').trim().replace('git version ', '');
  const [major = 0, minor = 0] = version.split('.').map(Number);
  const old = major < LEAST_GIT[0] || (major === LEAST_GIT[0] && minor < LEAST_GIT[1]);
  return { version, least, fit: !old };
};
