import { harmless } from './paint.js';

/**
 * The repository of a run, for people: by the place where it is now, if that is known, else by its id, whose digits tell it
 * from others of the same name.
 */
export const repositoryName = ({
  repository,
  movedTo,
}: {
  readonly repository: string;
  readonly movedTo?: string;
}): string =>
  harmless(movedTo?.split('/').findLast((part) => part !== '') ?? repository.replace(/-[0-9a-f]{6}$/, ''));
