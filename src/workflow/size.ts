const UNITS: Readonly<Record<string, number>> = {
  '': 1,
  b: 1,
  kb: 1e3,
  mb: 1e6,
  gb: 1e9,
  tb: 1e12,
  kib: 2 ** 10,
  mib: 2 ** 20,
  gib: 2 ** 30,
  tib: 2 ** 40,
};

/** Bytes of a size such as `500MB`, `1.5GiB` or a bare number of them; undefined for anything else. */
export const parseSize = (written: unknown): number | undefined => {
  const [, count = '', unit = ''] = /^(\d+(?:\.\d+)?) ?([a-z]*)$/i.exec(String(written)) ?? [];
  const factor = UNITS[unit.toLowerCase()];
  const bytes = Math.round(Number(count) * (factor ?? Number.NaN));
  return count !== '' && Number.isSafeInteger(bytes) && bytes > 0 ? bytes : undefined;
};
