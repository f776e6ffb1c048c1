import { resolve } from 'node:path';

/**
 * The path of a program that a development dependency brings along. `npx` would do, were it not that it looks elsewhere
 * while the package is being installed globally.
 */
export const program = (name: string): string => resolve('node_modules/.bin', name);
