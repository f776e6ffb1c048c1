import { fileURLToPath } from 'node:url';
import { EXIT } from './exitCode.js';
import { unsupported } from './supported.js';
import { VERSION } from './version.js';

/** The commands of the smaller bundle. */
const READING = [
  'runs',
  'show',
  'log',
  'state',
  'report',
  'bridge',
  'verify',
  'checkpoints',
  'attach',
  'dashboard',
];

/** What none of them can do: it needs git. */
const NEEDS_GIT = '--files';

const [first = '', ...rest] = process.argv.slice(2);

const refusal = unsupported(process.platform, process.version);

if (rest.length === 0 && (first === '--version' || first === '-V')) {
  // The version is asked for by scripts and shells, so it loads nothing else.
  process.stdout.write(`${VERSION}\n`);
} else if (refusal !== undefined) {
  process.stderr.write(`error: ${refusal}\n`);
  process.exitCode = EXIT.refused;
} else {
  const scriptedAgent = fileURLToPath(new URL('./scripted-agent.js', import.meta.url));
  const reads = READING.includes(first) && !rest.includes(NEEDS_GIT);
  const { start } = reads ? await import('./reading.js') : await import('./working.js');
  const workflows = fileURLToPath(new URL('./workflows/', import.meta.url));
  start({ scriptedAgent, workflows });
}
