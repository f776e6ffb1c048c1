import { expect, it } from 'vitest';
import { unsupported } from '../../src/cli/supported.js';

it.each([
  ['linux', 'v20.20.2', undefined],
  ['darwin', 'v24.0.0', undefined],
  ['linux', 'v20.19.9', 'refold needs Node 20.20 or newer, and this is v20.19.9'],
  ['linux', 'v18.20.4', 'refold needs Node 20.20 or newer, and this is v18.20.4'],
  ['win32', 'v22.0.0', 'refold does not run on Windows itself; run it inside WSL'],
])('on %s with Node %s it says: %s', (platform, node, expected) => {
  expect(unsupported(platform, node)).toBe(expected);
});
