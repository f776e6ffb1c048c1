import { fileURLToPath } from 'node:url';
import { VERSION } from './version.js';

/** The commands of the smaller bundle. */
const READING = ['show', 'log', 'state', 'verify'];

const [first = '', ...rest] = process.argv.slice(2);

if (rest.length === 0 && (first === '--version' || first === '-V')) {
  // The version is asked for by scripts and shells, so it loads nothing else.
  process.stdout.write(`${VERSION}\n`);
} else {
  const scriptedAgent = fileURLToPath(new URL('./scripted-agent.js', import.meta.url));
  const { start } = READING.includes(first) ? await import('./reading.js') : await import('./working.js');
  start({ scriptedAgent });
}
