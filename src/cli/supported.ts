/** The oldest version of Node that refold runs on. */
const OLDEST_NODE = [20, 20] as const;

/** Why refold cannot run here, in one sentence; undefined where it can. */
export const unsupported = (platform: string, nodeVersion: string): string | undefined => {
  if (platform === 'win32') return 'refold does not run on Windows itself; run it inside WSL';
  const [major = 0, minor = 0] = nodeVersion.replace(/^v/, '').split('.').map(Number);
  const [oldestMajor, oldestMinor] = OLDEST_NODE;
  if (major > oldestMajor || (major === oldestMajor && minor >= oldestMinor)) return undefined;
  return `refold needs Node ${OLDEST_NODE.join('.')} or newer, and this is ${nodeVersion}`;
};
