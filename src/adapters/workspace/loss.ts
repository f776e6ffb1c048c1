/** An object by its id, or the one that it leads to; an id of all zeros stands for none. */
const OBJECT = '(?!0+\\b)(?:[0-9a-f]{64}|[0-9a-f]{40})\\b(?:\\^\\{\\w+\\})?';

/** One that stands alone: what is part of a path may be a file or a folder that is called so. */
const SAID = new RegExp(`(?<![\\w./-])${OBJECT}(?![\\w/-]|\\.\\w)`, 'g');

/** What git puts in quotes is a path or a name. */
const QUOTED = /'[^'\n]*'/g;

/** An argument that is one, or begins with one, as in `id:path` and `id..id`. */
const ASKED = new RegExp(`^\\^?(${OBJECT})(?:$|:|\\.\\.(${OBJECT})?$)`);

/** What git says of an object that is there and cannot be used, or where it names not the one that is lost, but what leads to it. */
const LOSS = [
  /(loose|packed) object [0-9a-f]+ .*is corrupt/,
  /corrupt loose object/,
  /object file .+ is empty/,
  /unable to unpack [0-9a-f]+ header/,
  /missing \w+ object '[0-9a-f]+'/,
  /(bad( tree)? object|failed to unpack tree object|unable to read tree) \S/,
];

/** Whether git's words alone tell that it has lost something. */
export const isLoss = (words: string): boolean => LOSS.some((phrase) => phrase.test(words));

/** An object that is there and may not be read is not lost. */
export const isRefusal = (words: string): boolean => words.includes('Permission denied');

/** The objects that a git complains of: those that it names, else those that it was to work on. */
export const complainedOf = (words: string, args: readonly string[]): readonly string[] => {
  const paths = args.indexOf('--');
  const asked = (paths < 0 ? args : args.slice(0, paths)).flatMap((arg) => ASKED.exec(arg)?.slice(1) ?? []);
  return [...new Set(words.replace(QUOTED, '').match(SAID) ?? asked.filter(Boolean))];
};
