import { pipe } from 'fp-ts/lib/function.js';
import * as TE from 'fp-ts/lib/TaskEither.js';
import { type CommandSpec, MOVED, optionalText, TAKE_OVER } from '../commandSpec.js';
import { apply } from '../commands/apply.js';
import { archive } from '../commands/archive.js';
import { discard } from '../commands/discard.js';
import { gc } from '../commands/gc.js';
import { driftChoice } from '../drift/askAboutDrift.js';
import { afterMove } from '../moved/followMoved.js';
import { UNMERGED_CHOICES } from './askUnmerged.js';

/** The commands by which a run is done with. */
export const endingCommands: readonly CommandSpec[] = [
  {
    usage: 'apply [run]',
    about: 'merge what a run did into the branch that it was made from',
    options: [
      ['--onto <branch>', 'merge into this branch instead'],
      [
        `--on-drift <${UNMERGED_CHOICES.join('|')}>`,
        'what to do with changes in the worktree that are not on its branch: proceed merges without them, review shows them and merges nothing, abort (default) does neither',
      ],
      MOVED,
      TAKE_OVER,
    ],
    start: afterMove((context, { args: [wanted], options }) =>
      pipe(
        TE.fromEither(driftChoice(optionalText(options.onDrift), UNMERGED_CHOICES)),
        TE.chain((onDrift) =>
          apply(context, wanted, {
            onto: optionalText(options.onto),
            onDrift,
            takeOver: options.takeOver === true,
          }),
        ),
      ),
    ),
  },
  {
    usage: 'archive [run]',
    about: 'put a run away whose work is merged: its worktree and branch go, its log stays',
    options: [MOVED, TAKE_OVER],
    start: afterMove((context, { args: [wanted], options }) =>
      archive(context, wanted, { takeOver: options.takeOver === true }),
    ),
  },
  {
    usage: 'discard [run]',
    about: 'give a run up: its worktree and branch go and are kept under refs, its log stays',
    options: [MOVED, TAKE_OVER],
    start: afterMove((context, { args: [wanted], options }) =>
      discard(context, wanted, { takeOver: options.takeOver === true }),
    ),
  },
  {
    usage: 'gc',
    about: 'show what runs left that are merged, archived, discarded or lost, and delete it',
    options: [
      ['--dry-run', 'only show it'],
      ['--yes', 'delete without asking'],
      ['--force', 'delete also what is found nowhere else'],
      MOVED,
    ],
    start: afterMove((context, { options }) =>
      gc(context, {
        dryRun: options.dryRun === true,
        yes: options.yes === true,
        force: options.force === true,
      }),
    ),
  },
];
