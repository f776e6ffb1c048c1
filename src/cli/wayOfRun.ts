import type { Given } from './commandSpec.js';
import { type UsageError, usage } from './failure/failure.js';
import { optionsByWay, type Way } from './options.js';

/** What `refold run` is asked to do: start a run, or what other commands do, as other tools write it. */
export const wayOf = ({ args: [workflow], options }: Given): Way | UsageError => {
  const way = options.resume === true ? 'resume' : options.replay === true ? 'replay' : 'run';
  if (options.resume === true && options.replay === true)
    return usage('`--resume` and `--replay` are two things', 'give one of them');
  if (way === 'run' && workflow === undefined)
    return usage('`refold run` needs a workflow', '`refold workflows list` lists those that can be named');
  if (way !== 'run' && workflow !== undefined)
    return usage(
      `\`refold run --${way}\` goes on with what a run holds, and takes no workflow`,
      `name the run with \`--run\`, or leave ${workflow} out`,
    );
  if (way === 'replay' && options.fromStep === undefined)
    return usage('`--replay` needs `--from-step <path>`', 'name the step to begin with, such as build/impl');
  const wrong = optionsByWay().find(
    ([[flags], ways]) => options[nameOf(flags)] !== undefined && !ways.includes(way),
  );
  if (!wrong) return way;
  const [[flags], ways] = wrong;
  const means = ways.map((one) => (one === 'run' ? 'a new run' : `\`--${one}\``)).join(' or ');
  return usage(`\`${flags.split(' ')[0]}\` says nothing here`, `it goes with ${means}`);
};

/** The name under which the command line gives an option: `--from-step <path>` as `fromStep`. */
const nameOf = (flags: string): string =>
  (flags.split(' ')[0] ?? '').slice(2).replace(/-(\w)/g, (_, letter: string) => letter.toUpperCase());
