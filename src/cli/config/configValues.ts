import { amountOf, type LimitSetting } from '../../events/limits.js';
import { firstOf, LIMITS, limitsIn } from '../../workflow/limits.js';
import type { Layer } from './config.js';
import { variableOfKey } from './configFile.js';

/** A value of the configuration, and the place that says it: an option, a variable, a file, or `default`. */
export interface ConfigValue {
  readonly name: string;
  /** Undefined where nothing is said, and nothing is so by itself. */
  readonly value: unknown;
  readonly from: string;
}

const GATES = ['compile', 'test', 'lint', 'coverage'] as const;
const WORKTREE = ['setup', 'link', 'copy'] as const;

/** Every value of the configuration by the first place that says it; `now` are the limits that are asked for now. */
export const configValues = (
  layers: readonly Layer[],
  now: readonly LimitSetting[],
): readonly ConfigValue[] => [
  ...GATES.map((gate) => firstSaid(`gates.${gate}`, layers, ({ says }) => says.gates?.[gate])),
  ...worktreeValues(layers),
  ...limitValues(layers, now),
  ...agentValues(layers),
];

/** What is there to be set, and is said by nobody. */
const unsaid = (name: string): ConfigValue => ({ name, value: undefined, from: 'default' });

const firstSaid = (
  name: string,
  layers: readonly Layer[],
  valueIn: (layer: Layer) => unknown,
): ConfigValue => {
  const layer = layers.find((one) => valueIn(one) !== undefined);
  return layer ? { name, value: valueIn(layer), from: placeOf(layer, name) } : unsaid(name);
};

const placeOf = ({ file }: Layer, name: string): string => file ?? variableOfKey(name.split('.')[0] ?? '');

/** Whoever says something of worktrees says all of it. */
const worktreeValues = (layers: readonly Layer[]): readonly ConfigValue[] => {
  const layer = layers.find(({ says }) => says.worktree);
  return WORKTREE.map((key) => {
    const name = `worktree.${key}`;
    return layer
      ? { name, value: layer.says.worktree?.[key] ?? [], from: placeOf(layer, name) }
      : unsaid(name);
  });
};

const limitValues = (layers: readonly Layer[], now: readonly LimitSetting[]): readonly ConfigValue[] => {
  const said = layers.map(({ says, file = '' }) => limitsIn(says.limits ?? {}, (limit) => limit, file));
  const settings = firstOf(now, ...said);
  return LIMITS.map((limit) => {
    const setting = settings.find((one) => one.limit === limit);
    const name = `limits.${limit}`;
    return setting ? { name, value: setting.value, from: setting.from } : unsaid(name);
  });
};

/** Variables may hold secrets: only their names are told. */
const agentValues = (layers: readonly Layer[]): readonly ConfigValue[] => {
  const names = layers.flatMap(({ says }) =>
    Object.entries(says.agents ?? {}).flatMap(([agent, settings]) =>
      Object.keys(settings).map((key) => ({ agent, key: key as keyof typeof settings })),
    ),
  );
  const once = new Map(names.map((one) => [`agents.${one.agent}.${one.key}`, one]));
  return [...once]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, { agent, key }]) =>
      firstSaid(name, layers, ({ says }) => {
        const value = says.agents?.[agent]?.[key];
        return key === 'env' && value !== undefined ? Object.keys(value) : value;
      }),
    );
};

/** A value as a person reads it. */
export const valueWords = ({ name, value }: ConfigValue): string => {
  if (value === undefined) return '–';
  const [group = '', key = ''] = name.split('.');
  if (group === 'limits') return amountOf(key, value as number | string);
  if (Array.isArray(value)) return `[${value.join(', ')}]`;
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
};
