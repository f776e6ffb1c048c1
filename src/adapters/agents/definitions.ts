import { claude } from './claude.js';
import { codex } from './codex.js';
import { command } from './command.js';
import { cursor } from './cursor.js';
import type { AgentDefinition } from './definition.js';
import { gemini } from './gemini.js';
import { opencode } from './opencode.js';
import { qwen } from './qwen.js';

/** The agents that are programs of their own. */
export const DEFINITIONS: readonly AgentDefinition[] = [
  claude,
  codex,
  gemini,
  qwen,
  opencode,
  cursor,
  command,
];
