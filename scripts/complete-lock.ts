import { readFileSync, writeFileSync } from 'node:fs';

/** An entry of a lockfile, as far as it matters here. */
interface Entry {
  readonly version?: string;
  readonly optionalDependencies?: Readonly<Record<string, string>>;
  readonly [key: string]: unknown;
}

/** A lockfile of npm, version 3. */
export interface Lockfile {
  readonly packages: Record<string, Entry>;
  readonly [key: string]: unknown;
}

/**
 * Adds an entry for every optional dependency that a parent pins to an exact version and the lockfile lacks. A
 * registry that does not carry the binaries of other platforms leaves them out, and `npm ci` refuses such a lockfile.
 */
export const completeLock = (
  lock: Lockfile,
): { readonly lock: Lockfile; readonly added: readonly string[] } => {
  const added: string[] = [];
  const packages = { ...lock.packages };
  for (const [path, entry] of Object.entries(lock.packages)) {
    for (const [name, version] of Object.entries(entry.optionalDependencies ?? {})) {
      const place = `node_modules/${name}`;
      if (packages[place] || packages[`${path}/${place}`] || !/^\d/.test(version)) continue;
      packages[place] = { version, ...platformOf(name), ...(entry.dev ? { dev: true } : {}), optional: true };
      added.push(place);
    }
  }
  const sorted = Object.fromEntries(Object.entries(packages).sort(([a], [b]) => (a < b ? -1 : 1)));
  return { lock: { ...lock, packages: sorted }, added };
};

const SYSTEMS = [
  'aix',
  'android',
  'darwin',
  'freebsd',
  'linux',
  'netbsd',
  'openbsd',
  'openharmony',
  'sunos',
  'win32',
];
const PROCESSORS = ['arm', 'arm64', 'ia32', 'loong64', 'mips64el', 'ppc64', 'riscv64', 's390x', 'x64'];

/** The platform that a package of binaries is for, by its name: else npm would install all of them everywhere. */
const platformOf = (name: string): { os?: string[]; cpu?: string[]; libc?: string[] } => {
  const words = name.split(/[/-]/);
  const os = words.filter((word) => SYSTEMS.includes(word));
  const cpu = words.filter((word) => PROCESSORS.includes(word));
  const musl = words.some((word) => word.startsWith('musl'));
  const glibc = words.some((word) => word.startsWith('gnu'));
  return {
    ...(os.length > 0 ? { os } : {}),
    ...(cpu.length > 0 ? { cpu } : {}),
    ...(musl || glibc ? { libc: [musl ? 'musl' : 'glibc'] } : {}),
  };
};

if (process.argv[1]?.endsWith('complete-lock.ts')) {
  const { lock, added } = completeLock(JSON.parse(readFileSync('package-lock.json', 'utf8')) as Lockfile);
  writeFileSync('package-lock.json', `${JSON.stringify(lock, null, 2)}\n`);
  console.log(added.length === 0 ? 'the lockfile is complete' : `added ${added.length}: ${added.join(', ')}`);
}
