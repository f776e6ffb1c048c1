import { readFileSync } from 'node:fs';
import * as E from 'fp-ts/lib/Either.js';
import { describe, expect, it } from 'vitest';
import { parseScenario, turnFor } from '../../../src/adapters/agents/scenario.js';
import { right } from '../../contracts/runStore.js';

const [, section = ''] = readFileSync('docs/agents.md', 'utf8').split('## Scenarios');
const example = /```yaml\n([\s\S]*?)```/.exec(section)?.[1] ?? '';
const actions = [...section.matchAll(/^\| `(\w+: .*?)` +\|/gm)].map(([, action = '']) => action);

const playing = (action: string): string => `turns: [{step: a, do: [{${action}}]}]`;

describe('a scenario', () => {
  it('is what its document shows', () => {
    const scenario = right(parseScenario(example));
    const at = { step: 'plan/one/impl', call: 1 };
    expect(turnFor(scenario, { ...at, attempt: 1 })).toContainEqual({ exit: 1 });
    expect(turnFor(scenario, { ...at, attempt: 2 })).toEqual([
      { write: { 'src/one.js': 'export const one = 1;\n' } },
    ]);
    expect(turnFor(scenario, { ...at, step: 'elsewhere', attempt: 1 })).toBeUndefined();
  });

  it.each(actions)('knows the action `%s` of its document', (action) => {
    const shown = action.replace('{ path: text, … }', '{ path: text }');
    expect(parseScenario(playing(shown))).toMatchObject({ _tag: 'Right' });
  });

  it('knows no other action, and its document has all', () => {
    const refused = parseScenario(playing('dance: true'));
    const [, known = ''] = /one of (.*), as in/.exec(E.isLeft(refused) ? refused.left : '') ?? [];
    expect(known.split(', ').sort()).toEqual(actions.map((action) => action.split(':')[0]).sort());
  });
});
