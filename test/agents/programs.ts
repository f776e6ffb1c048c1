import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { ToolCall } from '../support/modelServer/turns.js';

/** One agent's program: how it is got, led to a model server, and called. */
export interface Program {
  readonly package: string;
  readonly version: string;
  readonly bin: string;
  /** The name under which a workflow asks for it. */
  readonly agent: string;
  /** Writes its configuration into a home; answers the environment that it needs besides. */
  readonly prepare: (home: string, server: string) => Readonly<Record<string, string>>;
  /** The arguments of a first turn; the session's id is taken by those that let it be chosen. */
  readonly first: (session: string, folder: string) => readonly string[];
  readonly resume: (session: string, folder: string) => readonly string[];
  /** A session that it does not know, and what it says of it. */
  readonly unknown: { readonly session: string; readonly words: RegExp };
  /** What the last line that it prints holds after a turn that went well, and after one that did not. */
  readonly success: object;
  readonly failure: object;
  /** The call of its own tool that writes a file. */
  readonly write: (path: string, text: string) => ToolCall;
}

const KEY = 'no-secret';

const UNKNOWN_UUID = '11111111-2222-4333-8444-555555555555';

const put = (path: string, text: string): void => {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text);
};

const claude: Program = {
  package: '@anthropic-ai/claude-code',
  version: '2.1.329',
  bin: 'claude',
  agent: 'claude',
  prepare: (_, server) => ({
    ANTHROPIC_BASE_URL: server,
    ANTHROPIC_API_KEY: KEY,
    CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC: '1',
    // It asks ten times otherwise, for minutes, also when it is refused.
    CLAUDE_CODE_MAX_RETRIES: '2',
  }),
  first: (session) => ['--session-id', session, ...CLAUDE],
  resume: (session) => ['--resume', session, ...CLAUDE],
  unknown: { session: UNKNOWN_UUID, words: /No conversation found with session ID/ },
  success: { type: 'result', is_error: false },
  failure: { type: 'result', is_error: true },
  write: (file_path, content) => ({ name: 'Write', arguments: { file_path, content } }),
};
const CLAUDE = ['-p', '--output-format', 'stream-json', '--verbose', '--permission-mode', 'acceptEdits'];

const codex: Program = {
  package: '@openai/codex',
  version: '0.169.0',
  bin: 'codex',
  agent: 'codex',
  prepare: (home, server) => {
    put(
      join(home, '.codex/config.toml'),
      `model = "scripted"
model_provider = "scripted"
check_for_update_on_startup = false

[model_providers.scripted]
name = "scripted"
base_url = "${server}/v1"
wire_api = "responses"
env_key = "OPENAI_API_KEY"

[analytics]
enabled = false
`,
    );
    return { OPENAI_API_KEY: KEY };
  },
  first: (_, folder) => [...CODEX, '-C', folder, '-'],
  resume: (session, folder) => [...CODEX, '-C', folder, 'resume', session, '-'],
  unknown: { session: UNKNOWN_UUID, words: /no rollout found for thread id/ },
  success: { type: 'turn.completed' },
  failure: { type: 'turn.failed' },
  // A model that Codex does not know is offered a shell alone, which knows the patches of Codex as a command.
  write: (path, text) => ({
    name: 'exec_command',
    arguments: {
      cmd: `apply_patch <<'END'\n*** Begin Patch\n*** Add File: ${path}\n${text.replace(/^/gm, '+')}\n*** End Patch\nEND`,
    },
  }),
};
const CODEX = ['exec', '--json', '--sandbox', 'workspace-write'];

const gemini: Program = {
  package: '@google/gemini-cli',
  version: '0.61.0',
  bin: 'gemini',
  agent: 'gemini-2.5-flash',
  prepare: (home, server) => {
    put(
      join(home, '.gemini/settings.json'),
      JSON.stringify({
        general: { sessionRetention: { enabled: false }, enableAutoUpdate: false },
        // Led elsewhere, it takes the place for a gateway, and refuses to start.
        security: { auth: { selectedType: 'gemini-api-key' } },
        privacy: { usageStatisticsEnabled: false },
      }),
    );
    return { GOOGLE_GEMINI_BASE_URL: server, GEMINI_API_KEY: KEY, GEMINI_CLI_TRUST_WORKSPACE: 'true' };
  },
  first: (session) => ['--session-id', session, ...GEMINI],
  resume: (session) => ['--resume', session, ...GEMINI],
  unknown: { session: UNKNOWN_UUID, words: /Invalid session identifier|No previous sessions found/ },
  success: { type: 'result', status: 'success' },
  failure: { type: 'result', status: 'error' },
  write: (file_path, content) => ({ name: 'write_file', arguments: { file_path, content } }),
};
const GEMINI = ['-o', 'stream-json', '--yolo', '-m', 'gemini-2.5-flash'];

const qwen: Program = {
  package: '@qwen-code/qwen-code',
  version: '0.24.4',
  bin: 'qwen',
  agent: 'qwen',
  prepare: (_, server) => ({
    OPENAI_BASE_URL: `${server}/v1`,
    OPENAI_API_KEY: KEY,
    OPENAI_MODEL: 'scripted',
  }),
  first: (session) => ['--session-id', session, ...QWEN],
  resume: (session) => ['--resume', session, ...QWEN],
  unknown: { session: UNKNOWN_UUID, words: /No saved session found/ },
  success: { type: 'result', is_error: false },
  failure: { type: 'result', is_error: true },
  write: (file_path, content) => ({ name: 'write_file', arguments: { file_path, content } }),
};
const QWEN = ['-o', 'stream-json', '--yolo'];

const opencode: Program = {
  package: 'opencode-ai',
  version: '1.18.33',
  bin: 'opencode',
  agent: 'opencode',
  prepare: (home, server) => {
    put(
      join(home, '.config/opencode/opencode.json'),
      JSON.stringify({
        autoupdate: false,
        share: 'disabled',
        model: 'scripted/scripted',
        provider: {
          scripted: {
            npm: '@ai-sdk/openai-compatible',
            options: { baseURL: `${server}/v1`, apiKey: KEY },
            models: {
              scripted: { cost: { input: 1, output: 2 }, limit: { context: 200_000, output: 8_000 } },
            },
          },
        },
      }),
    );
    return { OPENCODE_DISABLE_MODELS_FETCH: '1' };
  },
  first: (_, folder) => [...OPENCODE, '--dir', folder],
  resume: (session, folder) => [...OPENCODE, '--dir', folder, '--session', session],
  unknown: { session: `ses_${'0'.repeat(26)}`, words: /Session not found/ },
  success: { type: 'step_finish', part: { reason: 'stop' } },
  failure: { type: 'error' },
  write: (filePath, content) => ({ name: 'write', arguments: { filePath, content } }),
};
const OPENCODE = ['run', '--format', 'json', '--auto'];

/** The programs that refold drives, as far as npm has them. */
export const PROGRAMS: readonly Program[] = [claude, codex, gemini, qwen, opencode];
