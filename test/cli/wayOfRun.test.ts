import { describe, expect, it } from 'vitest';
import { wayOf } from '../../src/cli/wayOfRun.js';

describe('refold run', () => {
  it.each([
    [['w.yaml'], { new: true, spec: 's.md' }, 'run'],
    [[], { resume: true, run: '7' }, 'resume'],
    [[], { resume: true, fromStart: true, takeOver: true }, 'resume'],
    [[], { replay: true, fromStep: 'build', agent: 'codex' }, 'replay'],
    [[], { replay: true, fromStep: 'a', dryRun: true, captured: true, fork: true }, 'replay'],
  ] as const)('of %j with %j is to %s', (args, options, way) => {
    expect(wayOf({ args, options })).toBe(way);
  });

  it.each([
    [[], {}, '`refold run` needs a workflow'],
    [[], { resume: true, replay: true }, '`--resume` and `--replay` are two things'],
    [['w.yaml'], { resume: true }, 'takes no workflow'],
    [[], { replay: true }, '`--replay` needs `--from-step <path>`'],
    [['w.yaml'], { fromStep: 'a' }, '`--from-step` says nothing here'],
    [['w.yaml'], { run: '1' }, '`--run` says nothing here'],
    [[], { resume: true, new: true }, '`--new` says nothing here'],
    [[], { replay: true, fromStep: 'a', abort: true }, '`--abort` says nothing here'],
    [['w.yaml'], { fork: true }, '`--fork` says nothing here'],
  ] as const)('of %j with %j is refused: %s', (args, options, words) => {
    expect(wayOf({ args, options })).toMatchObject({
      _tag: 'Usage',
      message: expect.stringContaining(words),
    });
  });
});
