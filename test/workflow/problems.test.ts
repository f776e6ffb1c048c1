import { describe, expect, it } from 'vitest';
import { BROKEN } from './broken.js';
import { loadFrom, problemsOf, reportOf, warningsOf } from './loading.js';
import { NAMED } from './together.js';

const report = async (text: string): Promise<string> => reportOf(await problemsOf({ ...NAMED, w: text }));

describe('a workflow that does not hold together', () => {
  it('is reported with every problem at once, each with line, column and what to write instead', async () => {
    const reports = await Promise.all(
      Object.entries(BROKEN).map(
        async ([name, text]) => `${name}\n${(await report(text)).replace(/^/gm, '  ')}\n`,
      ),
    );
    await expect(reports.join('\n')).toMatchFileSnapshot('problems.snapshot.txt');
  });

  it.each(Object.entries(BROKEN))('%s is refused without a stack', async (_, text) => {
    const told = await report(text);
    expect(told).not.toBe('');
    expect(told).not.toMatch(/undefined|\[object|TypeError|\n\s+at /);
  });
});

describe('a workflow that holds together', () => {
  it.each([
    ['flat', 'name: w\nsteps: [{name: a, type: code, agent: {command: [x]}, prompt: p}]'],
    ['in blocks', 'name: w\nsteps: [{name: a, type: code, run: {agent: {command: [x]}}, get: {prompt: p}}]'],
    ['with letters of any script', 'name: wörkflow\nsteps: [{name: schritt_ä.1-b, gate: [{bash: x}]}]'],
    ['with anchors', 'name: w\nsteps: [{name: a, gate: &g [{bash: x}]}, {name: b, gate: *g}]'],
  ])('%s is read', async (_, text) => {
    expect(await loadFrom({ ...NAMED, w: text })).toMatchObject({ _tag: 'Right' });
  });

  it('is told of keys that mean nothing', async () => {
    const text = 'name: w\ndescription: d\nsteps: [{name: a, gate: [{bash: x}]}]\nreview: []';
    expect(reportOf(await warningsOf({ w: text }))).toBe(
      '2:1 `description` means nothing here and is passed over\n4:1 `review` means nothing here and is passed over',
    );
  });

  it('and of one that is misspelt is told that alone', async () => {
    const files = { w: 'name: w\nmax_budgett: 5\ndescripton: d\nsteps: [{name: a, gate: [{bash: x}]}]' };
    expect(reportOf(await warningsOf(files))).toBe('');
    expect(await problemsOf(files)).toHaveLength(2);
  });
});
