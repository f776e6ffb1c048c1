import { join } from 'node:path';
import * as t from 'io-ts';
import { record } from '../../events/record.js';
import type { Usage } from '../../events/usage.js';
import type { Call } from '../../ports/agents.js';
import type { Hazard } from '../../ports/machine.js';
import { commandLine, permissionsOf, sessionOption } from './commandLine.js';
import type { AgentDefinition, AgentProgram } from './definition.js';
import { jsonLines, kind } from './jsonLines.js';
import { judgeByEvents, lineWith } from './judge.js';
import { textAt } from './places.js';
import type { Shown } from './reading.js';
import { amountIn, uncached, usage } from './usage.js';

const Init = record({ session_id: t.string });
const Message = record({ role: t.string, content: t.string });
const ToolUse = record({ tool_name: t.string, tool_id: t.string }, { parameters: t.unknown });
const Target = record({ file_path: t.string });
const ToolResult = record({ tool_id: t.string, status: t.string });
const Result = record({ status: t.string }, { error: t.unknown, stats: t.unknown });
const WithMessage = record({ message: t.string });

/** The tools that write a file. */
const WRITERS: readonly string[] = ['write_file', 'replace', 'edit'];

/** What it says was used; what came from its cache is part of `input_tokens`. */
const usageIn = (stats: unknown): Usage => {
  const cacheRead = amountIn(stats, 'cached');
  return usage({
    tokensIn: amountIn(stats, 'input') ?? uncached(amountIn(stats, 'input_tokens'), cacheRead),
    tokensOut: amountIn(stats, 'output_tokens'),
    cacheRead,
  });
};

const toolUse = ({ tool_name, tool_id, parameters }: t.TypeOf<typeof ToolUse>): Shown => ({
  turn: 'turn',
  ...(WRITERS.includes(tool_name) && Target.is(parameters)
    ? { writing: [{ id: tool_id, path: parameters.file_path }] }
    : {}),
});

const result = ({ status, error, stats }: t.TypeOf<typeof Result>): Shown => ({
  total: usageIn(stats),
  ending:
    status === 'success'
      ? { succeeded: true }
      : { succeeded: false, error: WithMessage.is(error) ? error.message : `its status is ${status}` },
});

/** By which it says that a session is not there; the exit code says the same of what it has no words for. */
const lost = (said: string, exit: number): string | undefined =>
  lineWith(/Invalid session identifier|No previous sessions found/)(said, exit) ??
  (exit === UNUSABLE && !said.includes('already exists') ? said.trim() || `it exited ${exit}` : undefined);

/** The exit code for input that it cannot use. */
const UNUSABLE = 42;

const folder = (env: NodeJS.ProcessEnv): string => join(env.GEMINI_CLI_HOME || env.HOME || '/', '.gemini');

const SYSTEM_SETTINGS =
  process.platform === 'darwin'
    ? '/Library/Application Support/GeminiCli/settings.json'
    : '/etc/gemini-cli/settings.json';

const Settings = record(
  {},
  { general: record({}, { sessionRetention: record({}, { enabled: t.unknown }) }) },
);

/** Whether its settings let old sessions be deleted: the strongest file that speaks of it decides. */
const hazards: AgentProgram['hazards'] = (env, repository) => {
  const defaults = env.GEMINI_CLI_SYSTEM_DEFAULTS_PATH;
  const files = [
    env.GEMINI_CLI_SYSTEM_SETTINGS_PATH || SYSTEM_SETTINGS,
    ...(repository === undefined ? [] : [join(repository, '.gemini', 'settings.json')]),
    join(folder(env), 'settings.json'),
    ...(defaults ? [defaults] : []),
  ];
  for (const file of files) {
    const enabled = retentionIn(file);
    if (enabled === false) return [];
    if (enabled !== undefined) return [deleting(file, 'does not keep it from deleting old sessions')];
  }
  // Refold gives it defaults that keep sessions, unless the person's environment names others.
  return defaults ? [deleting(defaults, 'stands for the defaults by which refold keeps its sessions')] : [];
};

const deleting = (file: string, detail: string): Hazard => ({
  file,
  detail,
  remedy: 'set `general.sessionRetention.enabled` to `false` there',
});

/** What a file says of deleting sessions; a form that is not understood keeps none for certain. */
const retentionIn = (file: string): unknown => {
  const text = textAt(file);
  if (text === undefined) return undefined;
  try {
    const settings: unknown = JSON.parse(text.replace(COMMENTS, '$1'));
    return Settings.is(settings) ? settings.general?.sessionRetention?.enabled : 'not understood';
  } catch {
    return 'not understood';
  }
};

/** Comments, which its settings may hold, and texts, in which nothing is a comment. */
const COMMENTS = /("(?:\\.|[^"\\])*")|\/\/[^\n]*|\/\*[\s\S]*?\*\//g;

const program: AgentProgram = {
  title: 'Gemini CLI',
  name: 'gemini',
  install: 'npm install -g @google/gemini-cli',
  version: { args: ['--version'], tested: '0.61.0' },
  unasked: {
    edits: 'changes files; a command that would need a yes is refused',
    full: 'does anything that you can: any file, any command, the network',
  },
  logins: (env) => [join(folder(env), 'oauth_creds.json')],
  hazards,
};

/** `gemini-2.5-flash` names an agent and its model at once; the program wants the whole name for its model. */
const withFullModel = (call: Call): Call => {
  const { agent } = call;
  if (agent.model === undefined || agent.model.startsWith('gemini')) return call;
  return { ...call, agent: { ...agent, model: `gemini-${agent.model}` } };
};

/** Gemini CLI. */
export const gemini: AgentDefinition = {
  provider: 'gemini',
  program,
  sessions: 'chosen',
  counts: 'run',
  passes: [
    'GEMINI_API_KEY',
    'GEMINI_CLI_HOME',
    'GEMINI_CLI_SYSTEM_DEFAULTS_PATH',
    'GEMINI_CLI_SYSTEM_SETTINGS_PATH',
    'GEMINI_MODEL',
    'GOOGLE_API_KEY',
    'GOOGLE_APPLICATION_CREDENTIALS',
    'GOOGLE_CLOUD_LOCATION',
    'GOOGLE_CLOUD_PROJECT',
    'GOOGLE_GEMINI_BASE_URL',
    'GOOGLE_GENAI_USE_GCA',
    'GOOGLE_GENAI_USE_VERTEXAI',
    'GOOGLE_VERTEX_BASE_URL',
  ],
  invoke: (call, extra) => ({
    argv: commandLine(withFullModel(call), {
      program: program.name,
      model: '-m',
      options: [
        ...['-o', 'stream-json'],
        ...(permissionsOf(call) === 'full' ? ['--yolo'] : ['--approval-mode', 'auto_edit']),
      ],
      last: sessionOption(call, { new: '--session-id', continue: '--resume' }),
    }),
    // It deletes old sessions when it starts. Defaults are what its own settings, of user and machine, go before.
    env: { GEMINI_CLI_TRUST_WORKSPACE: 'true', GEMINI_CLI_SYSTEM_DEFAULTS_PATH: extra },
    extra: JSON.stringify({ general: { sessionRetention: { enabled: false } } }),
  }),
  read: jsonLines({
    init: kind(Init, ({ session_id }) => ({ session: session_id })),
    message: kind(Message, ({ role, content }) =>
      role === 'assistant' ? { turn: 'turn', moreText: content } : { answered: true },
    ),
    tool_use: kind(ToolUse, toolUse),
    tool_result: kind(ToolResult, ({ tool_id, status }) => ({
      answered: true,
      text: '',
      done: [{ id: tool_id, worked: status === 'success' }],
    })),
    result: kind(Result, result),
  }),
  judge: judgeByEvents({ provider: 'gemini', program, lost }),
};
