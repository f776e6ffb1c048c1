import type { RunLibrary } from '../../../ports/runStore.js';
import { createJsonlStore } from './store.js';

/** The runs that a home folder holds (`$REFOLD_HOME`, else `~/.refold`), to be looked at. */
export const openLibrary = (home: string): RunLibrary => createJsonlStore(home);
