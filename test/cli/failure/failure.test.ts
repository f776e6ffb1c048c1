import { describe, expect, it } from 'vitest';
import { type CliError, tell } from '../../../src/cli/failure/failure.js';
import { ERRORS } from './errors.js';

describe('every error', () => {
  it('says what happened and what to do next, and has its exit code', async () => {
    const told = Object.values(ERRORS)
      .flat()
      .map((error) => {
        const { message, hint, exit } = tell(error as CliError);
        return `${error._tag}, exit ${exit}\n  ${message.replaceAll('\n', '\n  ')}${hint ? `\n  hint: ${hint}` : ''}\n`;
      });
    await expect(`${told.join('\n')}`).toMatchFileSnapshot('errors.snapshot.txt');
  });

  it('but the two that end well has a hint', () => {
    const without = Object.values(ERRORS)
      .flat()
      .filter((error) => tell(error as CliError).hint === undefined)
      .map(({ _tag }) => _tag);
    expect(without).toEqual(['NothingToResume', 'NothingToDo']);
  });
});
