/**
 * The name of the tmux session that a run is shown in: the same in every life of the run. tmux takes `.` and `:` for
 * parts of a target.
 */
export const tmuxName = (repository: string, number: number): string =>
  `refold-${repository.replace(/[^\w-]+/g, '-')}-${number}`;
