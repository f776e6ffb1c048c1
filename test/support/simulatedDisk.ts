import { Buffer } from 'node:buffer';
import { dirname } from 'node:path';
import type { Files } from '../../src/adapters/log/jsonl/files.js';

/** A file: what programs see, and what the platter holds. */
interface Inode {
  now: Buffer;
  durable: Buffer;
  mtimeMs: number;
}

interface Folder {
  readonly now: Map<string, Inode | Folder>;
  durable: Map<string, Inode | Folder>;
}

const isFolder = (node: Inode | Folder | undefined): node is Folder =>
  node !== undefined && !('mtimeMs' in node);

const error = (code: string): Error => Object.assign(new Error(`${code}: simulated`), { code });

/** What happens on a disk besides what was asked for. */
export interface Weather {
  /** Called before every operation that changes something, with its number from 1; may throw. */
  readonly before?: (operation: number) => void;
}

/**
 * A disk in memory that keeps apart what was written and what was synced. `losePower` throws away, sector by sector
 * and name by name, any part of what was not.
 */
export class SimulatedDisk {
  private root: Folder = { now: new Map(), durable: new Map() };
  private open = new Map<number, Inode | Folder>();
  private nextFd = 3;
  operations = 0;

  constructor(private weather: Weather = {}) {}

  setWeather(weather: Weather): void {
    this.weather = weather;
  }

  private change(): void {
    this.operations += 1;
    this.weather.before?.(this.operations);
  }

  private folderOf(path: string): Folder {
    const folder = this.find(dirname(path));
    if (!isFolder(folder)) throw error(folder ? 'ENOTDIR' : 'ENOENT');
    return folder;
  }

  private find(path: string): Inode | Folder | undefined {
    let node: Inode | Folder | undefined = this.root;
    for (const name of path.split('/').filter((part) => part !== '')) {
      if (!isFolder(node)) return undefined;
      node = node.now.get(name);
    }
    return node;
  }

  private file(path: string): Inode {
    const node = this.find(path);
    if (!node) throw error('ENOENT');
    if (isFolder(node)) throw error('EISDIR');
    return node;
  }

  private handle(fd: number): Inode {
    const node = this.open.get(fd);
    if (!node || isFolder(node)) throw error('EBADF');
    return node;
  }

  private name(path: string): string {
    return path.split('/').at(-1) ?? '';
  }

  /** The file operations of this disk, as node names them. */
  readonly files = {
    existsSync: (path: string) => this.find(path) !== undefined,
    mkdirSync: (path: string, options?: { recursive?: boolean }) => {
      this.change();
      if (this.find(path)) {
        if (options?.recursive) return undefined;
        throw error('EEXIST');
      }
      if (options?.recursive && !this.find(dirname(path))) this.files.mkdirSync(dirname(path), options);
      this.folderOf(path).now.set(this.name(path), { now: new Map(), durable: new Map() });
      return path;
    },
    openSync: (path: string, flags: string) => {
      const found = this.find(path);
      if (flags === 'r' && !found) throw error('ENOENT');
      if (flags === 'wx' && found) throw error('EEXIST');
      let node = found;
      if (!node) {
        this.change();
        node = { now: Buffer.alloc(0), durable: Buffer.alloc(0), mtimeMs: 0 };
        this.folderOf(path).now.set(this.name(path), node);
      }
      const fd = this.nextFd++;
      this.open.set(fd, node);
      return fd;
    },
    closeSync: (fd: number) => void this.open.delete(fd),
    readSync: (fd: number, into: Buffer, at: number, length: number, position: number) => {
      const from = this.handle(fd).now.subarray(position, position + length);
      from.copy(into, at);
      return from.length;
    },
    readFileSync: (path: string, encoding?: string) => {
      const { now } = this.file(path);
      return encoding ? now.toString('utf8') : Buffer.from(now);
    },
    readdirSync: (path: string) => {
      const folder = this.find(path);
      if (!isFolder(folder)) throw error(folder ? 'ENOTDIR' : 'ENOENT');
      return [...folder.now.keys()];
    },
    writeSync: (fd: number, bytes: Uint8Array, at: number, length: number) => {
      const inode = this.handle(fd);
      try {
        this.change();
      } catch (cause) {
        // A disk that fills up takes a part before it refuses the rest.
        inode.now = Buffer.concat([inode.now, bytes.subarray(at, at + Math.floor(length / 2))]);
        throw cause;
      }
      const taken = Math.max(1, Math.ceil(length / 2));
      inode.now = Buffer.concat([inode.now, bytes.subarray(at, at + taken)]);
      return taken;
    },
    ftruncateSync: (fd: number, size: number) => {
      this.change();
      const inode = this.handle(fd);
      inode.now = inode.now.subarray(0, size);
    },
    fstatSync: (fd: number) => ({ size: this.handle(fd).now.length }),
    statSync: (path: string, { throwIfNoEntry = true } = {}) =>
      throwIfNoEntry || this.find(path)
        ? {
            size: this.file(path).now.length,
            mtime: new Date(this.file(path).mtimeMs),
            isFile: () => true,
            isDirectory: () => false,
          }
        : undefined,
    fsyncSync: (fd: number) => {
      this.change();
      const node = this.open.get(fd);
      if (isFolder(node)) node.durable = new Map(node.now);
      else if (node) node.durable = Buffer.from(node.now);
    },
    fdatasyncSync: (fd: number) => this.files.fsyncSync(fd),
    renameSync: (from: string, to: string) => {
      this.change();
      const node = this.file(from);
      this.folderOf(to).now.set(this.name(to), node);
      this.folderOf(from).now.delete(this.name(from));
    },
    linkSync: (from: string, to: string) => {
      this.change();
      if (this.find(to)) throw error('EEXIST');
      this.folderOf(to).now.set(this.name(to), this.file(from));
    },
    unlinkSync: (path: string) => {
      this.change();
      if (!this.folderOf(path).now.delete(this.name(path))) throw error('ENOENT');
    },
    rmSync: (path: string) => {
      this.change();
      this.folderOf(path).now.delete(this.name(path));
    },
    utimesSync: () => undefined,
  };

  /** The same operations, as the adapter takes them. */
  get asFiles(): Files {
    return this.files as unknown as Files;
  }

  /** The power goes: of what was not synced, `keep` decides piece by piece what is there afterwards. */
  losePower(keep: () => boolean): void {
    this.open = new Map();
    this.weather = {};
    this.settle(this.root, keep, new Set());
  }

  /** Puts a file there, durably, with the folders that lead to it. */
  put(path: string, bytes: Uint8Array): void {
    this.files.mkdirSync(dirname(path), { recursive: true });
    const content = Buffer.from(bytes);
    this.folderOf(path).now.set(this.name(path), { now: content, durable: content, mtimeMs: 0 });
  }

  /** Takes a folder away with all that is in it. */
  remove(path: string): void {
    if (!this.find(path)) return;
    this.folderOf(path).now.delete(this.name(path));
    this.folderOf(path).durable.delete(this.name(path));
  }

  private settle(folder: Folder, keep: () => boolean, seen: Set<Inode>): void {
    for (const name of new Set([...folder.now.keys(), ...folder.durable.keys()])) {
      const durable = folder.durable.get(name);
      if (folder.now.get(name) !== durable && !keep()) {
        if (durable) folder.now.set(name, durable);
        else folder.now.delete(name);
      }
    }
    folder.durable = new Map(folder.now);
    for (const node of folder.now.values()) {
      if (isFolder(node)) this.settle(node, keep, seen);
      else if (!seen.has(node)) {
        seen.add(node);
        this.settleFile(node, keep);
      }
    }
  }

  /** Sectors that were not synced are old, new or zero; the size is old or new. */
  private settleFile(inode: Inode, keep: () => boolean): void {
    const { now, durable } = inode;
    if (!now.equals(durable)) {
      const settled = Buffer.alloc(keep() ? now.length : durable.length);
      for (let at = 0; at < settled.length; at += 512) {
        const stop = Math.min(at + 512, settled.length);
        const source = keep() ? now : durable;
        if (at < source.length) source.copy(settled, at, at, stop);
        if (at < durable.length) durable.copy(settled, at, at, Math.min(durable.length, stop));
      }
      inode.now = settled;
    }
    inode.durable = Buffer.from(inode.now);
  }
}
