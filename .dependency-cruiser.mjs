/** Which rooms under src/ a room may import, besides itself. The picture in ARCHITECTURE.md is drawn from the code. */
const ROOMS = {
  events: [],
  ports: ['events'],
  projections: ['events', 'ports'],
  workflow: ['events', 'ports'],
  engine: ['events', 'ports', 'projections', 'workflow'],
  'adapters/processes': ['events', 'ports'],
  'adapters/log': ['events', 'ports', 'adapters/processes'],
  'adapters/agents': ['events', 'ports', 'adapters/processes'],
  'adapters/gates': ['events', 'ports', 'adapters/processes'],
  'adapters/workspace': ['events', 'ports', 'adapters/processes'],
  'adapters/sources': ['ports'],
  inspector: ['events', 'ports', 'projections'],
};

/** Packages that only these rooms may use. */
const SOLE_USERS = {
  execa: 'adapters/processes',
  commander: 'cli',
  '@clack/prompts': 'cli',
  yaml: '(workflow|adapters/agents|cli)',
};

/** Rooms that know nothing of node. */
const PURE = '(events|ports|projections|workflow|engine|inspector/text)';

const roomRules = Object.entries(ROOMS).map(([room, allowed]) => ({
  name: `room-${room.replace('/', '-')}`,
  comment: `${room} may import ${allowed.length === 0 ? 'no other room' : allowed.join(', ')}`,
  severity: 'error',
  from: { path: `^src/${room}/` },
  to: { path: '^src/', pathNot: [room, ...allowed].map((name) => `^src/${name}/`) },
}));

const packageRules = Object.entries(SOLE_USERS).map(([name, users]) => ({
  name: `only-${name}`,
  comment: `${name} is used in ${users} alone`,
  severity: 'error',
  from: { path: '^src/', pathNot: `^src/${users}/` },
  to: { path: `node_modules/${name}/` },
}));

export default {
  forbidden: [
    ...roomRules,
    ...packageRules,
    {
      name: 'pure-rooms-know-no-node',
      severity: 'error',
      from: { path: `^src/${PURE}/` },
      to: { dependencyTypes: ['core'] },
    },
    {
      name: 'only-compose-knows-adapters',
      comment: 'the command line puts adapters together in one place, and works with ports everywhere else',
      severity: 'error',
      from: { path: '^src/cli/', pathNot: '^src/cli/compose/' },
      to: { path: '^src/adapters/' },
    },
    {
      name: 'no-circles',
      severity: 'error',
      from: {},
      to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } },
    },
    {
      name: 'no-orphans',
      severity: 'error',
      from: { orphan: true, path: '^src/', pathNot: '^src/index' },
      to: {},
    },
    {
      name: 'product-knows-no-tests',
      severity: 'error',
      from: { path: '^src/' },
      to: { path: '^(test|scripts|bench)/' },
    },
    { name: 'resolvable', severity: 'error', from: {}, to: { couldNotResolve: true } },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'require', 'node', 'default', 'types'],
    },
  },
};
