/** The variable by which every process of a launch can be found again, however it was started: `<run>/<seq>`. */
export const MARKER = 'REFOLD_ATTEMPT';

/**
 * What an agent's program gets to see of the environment: where things are, who the user is, how to reach the
 * network, in which language to speak. Keys and tokens are not among it.
 */
const AGENT_NAMES: ReadonlySet<string> = new Set([
  'PATH',
  'HOME',
  'USER',
  'LOGNAME',
  'SHELL',
  'TMPDIR',
  'TZ',
  'LANG',
  'LANGUAGE',
  'TERM',
  'COLORTERM',
  'XDG_CONFIG_HOME',
  'XDG_DATA_HOME',
  'XDG_CACHE_HOME',
  'XDG_STATE_HOME',
  'XDG_RUNTIME_DIR',
  'HTTP_PROXY',
  'HTTPS_PROXY',
  'NO_PROXY',
  'ALL_PROXY',
  'http_proxy',
  'https_proxy',
  'no_proxy',
  'all_proxy',
  'SSL_CERT_FILE',
  'SSL_CERT_DIR',
  'NODE_EXTRA_CA_CERTS',
  'CURL_CA_BUNDLE',
  'REQUESTS_CA_BUNDLE',
  'NVM_DIR',
  'VOLTA_HOME',
  'GOPATH',
  'GOROOT',
  'GOCACHE',
  'CARGO_HOME',
  'RUSTUP_HOME',
  'JAVA_HOME',
  'PYENV_ROOT',
  'VIRTUAL_ENV',
  'PNPM_HOME',
  'BUN_INSTALL',
  'DENO_DIR',
]);

const SECRET = /(KEY|TOKEN|SECRET|PASSWORD|PASSWD|CREDENTIAL|AUTH)/i;

/** Whether a variable of this name holds something secret, more likely than not. */
export const isSecret = (name: string): boolean => SECRET.test(name);

/** Variables that would lead a program into another repository, or into refold's own affairs. */
const FOREIGN = /^(GIT_|REFOLD_)/;

type Environment = Readonly<Record<string, string>>;

/** The least environment: for agents. */
export const agentEnvironment = (from: NodeJS.ProcessEnv, cwd: string, marker: string): Environment =>
  select(from, (name) => AGENT_NAMES.has(name) || name.startsWith('LC_'), cwd, marker);

/** The user's environment without secrets: for gates, which are the user's own commands over the agent's code. */
export const gateEnvironment = (from: NodeJS.ProcessEnv, cwd: string, marker: string): Environment =>
  select(from, (name) => !isSecret(name) && !FOREIGN.test(name), cwd, marker);

/** The user's environment without what would lead git elsewhere: for git itself. */
export const gitEnvironment = (from: NodeJS.ProcessEnv): Environment =>
  Object.fromEntries(entries(from).filter(([name]) => !name.startsWith('GIT_')));

const select = (
  from: NodeJS.ProcessEnv,
  wanted: (name: string) => boolean,
  cwd: string,
  marker: string,
): Environment => ({
  ...Object.fromEntries(entries(from).filter(([name]) => wanted(name))),
  PWD: cwd,
  [MARKER]: marker,
});

const entries = (from: NodeJS.ProcessEnv): readonly (readonly [string, string])[] =>
  Object.entries(from).flatMap(([name, value]) => (value === undefined ? [] : [[name, value] as const]));
