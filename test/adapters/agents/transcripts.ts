import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Call, SessionAsked } from '../../../src/ports/agents.js';
import { type AgentBench, script, stop } from '../../support/agentCalls.js';

const FOLDER = fileURLToPath(new URL('../../data/transcripts/', import.meta.url));

/** What was recorded of one run of an agent's program. */
interface Transcript {
  readonly folder: string;
  readonly args: readonly string[];
  /** Null if it was killed. */
  readonly exit: number | null;
}

/** The names of all transcripts, as `<agent>/<case>`. */
export const transcriptNames = (): readonly string[] =>
  readdirSync(FOLDER)
    .filter((agent) => existsSync(join(FOLDER, agent, 'first')))
    .flatMap((agent) => readdirSync(join(FOLDER, agent)).map((name) => `${agent}/${name}`));

const readTranscript = (name: string): Transcript => {
  const folder = join(FOLDER, name);
  const meta = JSON.parse(readFileSync(join(folder, 'meta.json'), 'utf8')) as {
    args: string[];
    exit_code: number | null;
  };
  return { folder, args: meta.args, exit: meta.exit_code };
};

/** Says again what a program said, and ends as it ended; what was killed hangs, to be stopped. */
const REPLAY =
  'cat "$0/stdout.jsonl"; cat "$0/stderr.txt" >&2; [ "$1" = killed ] && exec sleep 600; exit "$1"';

/** Runs a transcript through everything that an agent's program goes through. */
export const replay = async (
  bench: AgentBench,
  name: string,
  counted: Partial<Pick<Asked, 'counted'>> = {},
) => {
  const [provider = ''] = name.split('/');
  const { folder, args, exit } = readTranscript(name);
  const asked = askedIn(args);
  const session = asked?.how === 'continue' ? { ...asked, ...counted } : asked;
  const settings: Call['settings'] = { command: script(REPLAY, folder, `${exit ?? 'killed'}`) };
  const call = bench.call(provider, { settings, ...(session ? { session } : {}) });
  const size = readFileSync(join(folder, 'stdout.jsonl')).length;
  return bench.run(call, ({ read }) => {
    if (exit === null && read === size) stop(bench.agents, call);
  });
};

type Asked = Extract<SessionAsked, { how: 'continue' }>;

/** The session that a command line asks for. */
const askedIn = (args: readonly string[]): SessionAsked | undefined => {
  const after = (word: string): string | undefined => args[args.indexOf(word) + 1 || args.length];
  const chosen = after('--session-id');
  if (chosen !== undefined) return { how: 'new', id: chosen };
  const id = after('--resume') ?? after('--session') ?? codexResume(args);
  return id === undefined ? undefined : { how: 'continue', id: NAMED[id] ?? id };
};

const codexResume = (args: readonly string[]): string | undefined =>
  args.includes('resume') ? args.find((arg) => /^[0-9a-f]{8}-[0-9a-f]{4}-/.test(arg)) : undefined;

/** What was recorded with a word in the place of an id. */
const NAMED: Readonly<Record<string, string>> = { latest: '069ac572-d028-45b2-b835-62aff07e02dd' };
