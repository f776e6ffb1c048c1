import { describe, expect, it } from 'vitest';
import { bridgeLines } from '../../src/inspector/text/bridge.js';

const counted = (repository: string, number: number) => ({
  repository,
  run: '20261121-040000-1a2b3c',
  number,
  messages: 3,
  done: true,
  pass: 1,
  fail: 0,
  agents: [],
  workflow: 'pair',
});

describe('the messages of several runs', () => {
  it('are a line for each run, by its number', () => {
    expect(bridgeLines([counted('here-aaaaaa', 2), counted('here-aaaaaa', 1)])).toEqual([
      'Run #2: messages=3 done=true pass=1 fail=0',
      'Run #1: messages=3 done=true pass=1 fail=0',
    ]);
  });

  it('name the repository where there is more than one, as numbers begin with 1 in each', () => {
    const lost = { repository: 'there-bbbbbb', number: undefined, fault: 'its log is damaged' };
    expect(bridgeLines([counted('here-aaaaaa', 1), counted('there-bbbbbb', 1), lost])).toEqual([
      'Run #1 (here): messages=3 done=true pass=1 fail=0',
      'Run #1 (there): messages=3 done=true pass=1 fail=0',
      'Run #? (there): its log is damaged',
    ]);
  });
});
