/** A time span as people say it: `0.4 s`, `12 s`, `3 min 20 s`, `2 h 05 min`. */
export const duration = (ms: number): string => {
  if (ms < 10_000) return `${(ms / 1000).toFixed(1)} s`;
  const seconds = Math.round(ms / 1000);
  if (seconds < 60) return `${seconds} s`;
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return `${minutes} min ${two(seconds % 60)} s`;
  return `${Math.floor(minutes / 60)} h ${two(minutes % 60)} min`;
};

/** How long ago something was, as roughly as people say it. */
export const age = (ms: number): string => {
  const days = Math.floor(ms / 86_400_000);
  if (days > 1) return `${days} days`;
  return ms < 60_000 ? `${Math.max(0, Math.round(ms / 1000))} s` : duration(ms).replace(/ \d+ s$/, '');
};

/** The same of a moment: `2 h 05 min ago`. */
export const ago = (since: string, now: string): string => `${age(between(since, now))} ago`;

/** Milliseconds between two timestamps of events. */
export const between = (from: string, to: string): number => Date.parse(to) - Date.parse(from);

const two = (value: number): string => String(value).padStart(2, '0');
