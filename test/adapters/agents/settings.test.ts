import { expect, it } from 'vitest';
import { settingsIn } from '../../../src/adapters/agents/settings.js';

it('what is said about a full name goes before what is said about its provider; variables are put together', () => {
  const settingsOf = settingsIn({
    claude: { command: ['a'], args: ['x'], env: { A: '1', B: '1' } },
    'claude-opus': { args: ['y'], env: { B: '2' }, permissions: 'full' },
  });
  expect(settingsOf({ name: 'claude', provider: 'claude' })).toEqual({
    command: ['a'],
    args: ['x'],
    env: { A: '1', B: '1' },
  });
  expect(settingsOf({ name: 'claude-opus', provider: 'claude' })).toEqual({
    command: ['a'],
    args: ['y'],
    env: { A: '1', B: '2' },
    permissions: 'full',
  });
  expect(settingsOf({ name: 'codex', provider: 'codex' })).toEqual({});
  expect(settingsOf({ name: 'toString', provider: 'constructor' })).toEqual({});
});
