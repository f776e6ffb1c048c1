import type { RunId } from '../../events/ids.js';
import { systemClock } from '../compose/working.js';

/** An id that no run has yet: the second, and dice. */
export const newRunId = (): RunId => {
  const [day = '', time = ''] = systemClock.now().split('T');
  return `${day.replaceAll('-', '')}-${time.slice(0, 8).replaceAll(':', '')}-${systemClock.randomHex(6)}`;
};
