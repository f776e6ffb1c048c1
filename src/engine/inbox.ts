/** A queue that one reader empties at once and waits on when it is empty. */
export interface Inbox<T> {
  readonly put: (item: T) => void;
  readonly takeAll: () => T[];
  /** Resolves as soon as something is in it. */
  readonly arrival: () => Promise<void>;
}

export const createInbox = <T>(): Inbox<T> => {
  const items: T[] = [];
  let wake: (() => void) | undefined;
  return {
    put: (item) => {
      items.push(item);
      wake?.();
    },
    takeAll: () => items.splice(0),
    arrival: () =>
      new Promise((resolve) => {
        wake = resolve;
        if (items.length > 0) resolve();
      }),
  };
};
