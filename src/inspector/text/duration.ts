/** A time span as people say it: `0.4 s`, `12 s`, `3 min 20 s`, `2 h 05 min`. */
export const duration = (ms: number): string => {
  if (ms < 10_000) return `${(ms / 1000).toFixed(1)} s`;
  const seconds = Math.round(ms / 1000);
  if (seconds < 60) return `${seconds} s`;
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return `${minutes} min ${two(seconds % 60)} s`;
  return `${Math.floor(minutes / 60)} h ${two(minutes % 60)} min`;
};

/** How long ago something was, as roughly as people ask: `40 s ago`, `3 min ago`, `2 h ago`, `5 days ago`. */
export const ago = (ms: number): string => {
  const seconds = Math.max(0, Math.floor(ms / 1000));
  if (seconds < 60) return `${seconds} s ago`;
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return `${minutes} min ago`;
  const hours = Math.floor(minutes / 60);
  return hours < 48 ? `${hours} h ago` : `${Math.floor(hours / 24)} days ago`;
};

/** Milliseconds between two timestamps of events. */
export const between = (from: string, to: string): number => Date.parse(to) - Date.parse(from);

const two = (value: number): string => String(value).padStart(2, '0');
