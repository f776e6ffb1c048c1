import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readingCommands } from '../../src/cli/reading.js';
import { workingCommands } from '../../src/cli/working.js';
import { temporaryFolder } from '../support/folder.js';
import { GOLDEN } from '../support/golden.js';

const PAGES = [
  ...readdirSync('.').filter((name) => name.endsWith('.md')),
  ...readdirSync('docs')
    .map((name) => join('docs', name))
    .filter((name) => name.endsWith('.md')),
  ...readdirSync('docs/decisions').map((name) => join('docs/decisions', name)),
];

const read = (page: string): string => readFileSync(page, 'utf8');

describe('the documents', () => {
  it.each(PAGES)('%s links to files that are there', (page) => {
    const links = [...read(page).matchAll(/\]\(([^)#:]+)\)/g)].map(([, link = '']) => link);
    expect(links.filter((link) => !existsSync(resolve(dirname(page), link)))).toEqual([]);
  });

  it.each(PAGES)('%s names files of the project that are there', (page) => {
    const names = [...read(page).matchAll(/`((?:src|test|scripts|docs|bench)\/[\w./-]+)`/g)];
    expect(names.map(([, name = '']) => name).filter((name) => !existsSync(name))).toEqual([]);
  });

  it('the README shows every command', () => {
    const commands = [...readingCommands, ...workingCommands].map(({ usage }) => usage.split(/ [[<]/)[0]);
    expect(commands.filter((command) => !read('README.md').includes(`refold ${command}`))).toEqual([]);
  });

  it('the format page holds a program that checks a log, and it does', () => {
    const [, program = ''] = /```js\n([\s\S]*?)```/.exec(read('docs/log-format.md')) ?? [];
    const check = (change: (log: string) => string) => {
      const cwd = temporaryFolder();
      const log = readFileSync(join(GOLDEN, 'v1/events.jsonl'), 'utf8');
      writeFileSync(join(cwd, 'events.jsonl'), change(log));
      return spawnSync(process.execPath, ['--input-type=module', '-e', program], { cwd, encoding: 'utf8' });
    };
    expect(check((log) => log)).toMatchObject({ status: 0, stderr: '' });
    expect(check((log) => log.replace('"attempt":1', '"attempt":2')).stderr).toContain('damaged');
  });
});
