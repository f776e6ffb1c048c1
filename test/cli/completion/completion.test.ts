import { spawnSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { bashScript } from '../../../src/cli/completion/bash.js';
import { fishScript } from '../../../src/cli/completion/fish.js';
import { completed } from '../../../src/cli/completion/table.js';
import { zshScript } from '../../../src/cli/completion/zsh.js';
import { TOPICS } from '../../../src/cli/topics.js';
import { workingCommands } from '../../../src/cli/working.js';

const commands = completed(workingCommands, Object.keys(TOPICS));

/** What bash offers behind these words, where refold knows these names. */
const offered = (...words: readonly string[]): readonly string[] => {
  const script = `
HOME=/home/me
refold() { local IFS=' '; case "$*" in
  'completion --list runs -C .') printf '7\\t20261121-040000-1a2b3c\\n12\\t20261121-050000-1a2b3c\\na b\\tx\\n' ;;
  'completion --list active -C .') printf 'a b\\tx\\n*\\ty\\n' ;;
  'completion --list runs -C /else where') printf '3\\tx\\n' ;;
  'completion --list active -C /home/me/x') printf 'far\\tx\\n' ;;
  'completion --list workflows -C .') printf 'tdd\\tx\\n' ;;
esac; }
${bashScript(commands)}
COMP_WORDS=(refold "$@"); COMP_CWORD=$#; _refold; printf '%s\\n' "\${COMPREPLY[@]}"`;
  const { stdout, stderr } = spawnSync('bash', ['-c', script, 'bash', ...words], { encoding: 'utf8' });
  expect(stderr).toBe('');
  return stdout.split('\n').filter((line) => line !== '');
};

/** How a shell writes an option, where that is not as it is typed. */
const written: Readonly<Record<string, (flag: string) => string>> = {
  fish: (flag) => (flag.startsWith('--') ? `-l ${flag.slice(2)}` : `-s ${flag.slice(1)}`),
};

describe('the completion of the command line', () => {
  it.each([
    [['re'], ['resume', 'replay', 'report', 'restore']],
    [['workflows', 'c'], ['check']],
    [
      ['show', ''],
      ['7', '12', 'a\\ b'],
    ],
    [['show', '1'], ['12']],
    [['workflows', 'check', 'td'], ['tdd']],
    [['run', 'td'], ['tdd']],
    [['run', '--spec', 'package.js'], ['package.json']],
    [['run', '--max-to'], ['--max-tokens']],
    [
      ['resume', '--on-unknown-spend', ''],
      ['stop', 'continue'],
    ],
    [['resume', '--max-tokens', ''], []],
    [['resume', '7', '--cont'], ['--continue']],
    [['resume', '7', ''], []],
    [
      ['resume', '--max-tokens', '9', '-q', ''],
      ['7', '12', 'a\\ b'],
    ],
    [
      ['apply', '--on-drift', ''],
      ['proceed', 'review', 'abort'],
    ],
    [
      ['replay', '--on-drift', ''],
      ['proceed', 'review', 'abort'],
    ],
    [
      ['resume', '--on-drift', ''],
      ['proceed', 'redo', 'fresh', 'review', 'abort'],
    ],
    [['run', '--resume', '--on-drift', 'f'], ['fresh']],
    [
      ['runs', '--state', 'stop'],
      ['stopped', 'stopped\\ \\(budget\\)'],
    ],
    [
      ['complete', ''],
      ['a\\ b', '\\*'],
    ],
    [['checkpoint', 'a'], ['a\\ b']],
    [['restore', 'package.js'], ['package.json']],
    [
      ['restore', 'file', ''],
      ['7', '12', 'a\\ b'],
    ],
    [['restore', 'file', '7', ''], []],
    [['run', '--agent', ''], []],
    [['help', 'lim'], ['limits']],
    [
      ['completion', ''],
      ['bash', 'zsh', 'fish'],
    ],
    [['nonsense', ''], []],
    // Bash begins another word where `=` stands.
    [['run', '--set', 'x', '=', '1', 'td'], ['tdd']],
    [['run', '--set', 'x', '='], []],
    [['run', '--set', 'x', '=', 't'], []],
    [['run', '--resume', '--on-drift', '=', 'f'], ['fresh']],
    [['run', '--spec', '=', 'package.js'], ['package.json']],
  ])('offers behind %j in bash what can stand there', (words, expected) => {
    expect(offered(...words)).toEqual(expected);
  });

  it.each([
    [['-C', '"/else where"', 'show', ''], ['3']],
    [['-C/else\\ where', 'show', ''], ['3']],
    [['show', '-C', '"/else where"', ''], ['3']],
    [['show', "-C'/else where'", ''], ['3']],
    [['-C', '~/x', 'complete', 'f'], ['far']],
    [['restore', 'file', '-C', '~/x', '9', ''], []],
    [
      ['-C', '/x', 'workflows', ''],
      ['check', 'list', 'show'],
    ],
    [['-C', '/nothing', 'show', ''], []],
    [['-C', 'package.js'], []],
    [['-C', 'tes'], ['test']],
  ])('finds the command behind a directory, and offers what is there: %j', (words, expected) => {
    expect(offered(...words)).toEqual(expected);
  });

  it('writes a name with a space so that the shell takes it for one word', () => {
    expect(offered('show', 'a\\ ')).toEqual(['a\\ b']);
    expect(offered('show', '"a ')).toEqual(['a b']);
    expect(offered('show', "'a")).toEqual(['a b']);
  });

  it('takes nothing that was typed for a command', () => {
    expect(offered('-C', '$(echo .)', 'show', '')).toEqual([]);
    expect(offered('show', '$(echo 7)')).toEqual([]);
    expect(offered('$(echo show)', '')).toEqual([]);
  });

  it.each([
    ['bash', bashScript],
    ['zsh', zshScript],
    ['fish', fishScript],
  ])('knows every command and every option in %s', (shell, scriptOf) => {
    const script = scriptOf(commands);
    for (const { name, options } of commands) {
      for (const word of name.split(' ')) expect(script).toContain(word);
      for (const { flag } of options) expect(script).toContain(written[shell]?.(flag) ?? flag);
    }
  });

  it('stays one line of the script whatever stands in a description', () => {
    const odd = [{ usage: 'x [run]', about: "it's 5:00 [now]", options: [['--y <a|b>', "a 'b' [c]: $d"]] }];
    const made = completed(odd.map((one) => ({ ...one, start: () => expect.fail() })) as never, []);
    for (const scriptOf of [bashScript, zshScript, fishScript]) expect(scriptOf(made)).toMatchSnapshot();
  });
});
