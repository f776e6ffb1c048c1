import { describe, expect, it } from 'vitest';
import { named } from '../../src/projections/named.js';
import { project } from '../../src/projections/projection.js';
import { subjects } from '../../src/projections/subjects.js';
import { writeLog } from '../support/lines.js';
import { attempt, call, finished, saw, step } from '../support/moments.js';
import { begun, COMMIT, codeStep, draft, object, TREE } from '../support/run.js';

const payload = { sha256: 'a'.repeat(64), bytes: 9_000 };

describe('what the events of a log name', () => {
  it('is every payload, however deep, and every object that is no tree', () => {
    const more = { agent: { name: 'n', provider: 'p', scenario: payload } };
    const { stored } = writeLog([
      [
        [
          ...begun(codeStep('a')),
          step('a', object('c', 1)),
          attempt('a', 1, more),
          saw('a', 1, { head: object('c', 2), tree: object('e', 2) }),
        ],
      ],
    ]);
    const { payloads, objects } = project(named, stored);
    expect([...payloads]).toEqual([[payload.sha256, payload]]);
    expect([...objects]).toEqual([COMMIT, object('c', 1), object('c', 2)]);
    expect([...objects]).not.toContain(TREE);
  });

  it('is no payload where digest or length are missing', () => {
    const torn = draft('LogRepaired', { after: 1, torn: [{ file: 'f', size: 1, sha256: 'b'.repeat(64) }] });
    expect(project(named, writeLog([[[torn]]]).stored).payloads.size).toBe(0);
  });
});

describe('the subject of an event', () => {
  it('is the step that it names, or whose intent it speaks of; else the run', () => {
    const events = [
      ...begun(codeStep('a')),
      step('a'),
      attempt('a'),
      call('a'),
      draft('AgentSpawned', { intent: 7, pid: 1, start: '1', argv: [] }),
      finished(7),
      finished(7),
    ];
    const { stored } = writeLog([[events]]);
    const into = subjects.empty();
    const latest = stored.map((one) => {
      project(subjects, [one], into);
      return into.latest;
    });
    expect(latest).toEqual([undefined, undefined, undefined, undefined, 'a', 'a', 'a', 'a', 'a', undefined]);
    expect(into.intents.size).toBe(0);
  });

  it('of an event that only a newer refold knows is the run', () => {
    const [one] = writeLog([[[step('a')]]]).stored;
    const into = { ...subjects.empty(), latest: 'b' };
    project(subjects, [{ ...one, known: false } as never], into);
    expect(into.latest).toBeUndefined();
  });
});
