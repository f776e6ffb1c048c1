import { createTmux } from '../../adapters/processes/tmux.js';
import type { Tmux } from '../../ports/tmux.js';
import type { Context } from '../context.js';

/** The tmux of this machine. */
export const tmuxOf = ({ env }: Pick<Context, 'env'>): Tmux => createTmux(env);
