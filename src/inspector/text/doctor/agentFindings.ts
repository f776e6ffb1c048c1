import type { AgentFacts } from '../../../ports/machine.js';
import type { Finding } from './finding.js';
import { standingOf } from './versions.js';

/** What there is to say about an agent. One that is not there is no finding, unless the configuration counts on it. */
export const agentFindings = (agent: AgentFacts): readonly Finding[] => {
  const { program } = agent;
  if (program.is === 'missing') return agent.configured ? [missing(agent)] : [];
  return [
    ...(program.is === 'unwell' ? [unwell(agent, program.detail)] : versionFindings(agent, program.version)),
    ...agent.hazards.map(({ file, detail, remedy }): Finding => {
      const message = `it would lose sessions that refold goes on with: ${file} ${detail}`;
      return problem(agent, message, remedy);
    }),
    ...(program.is === 'well' && agent.keys.length + agent.logins.length === 0 ? [unknownUser(agent)] : []),
  ];
};

const missing = (agent: AgentFacts): Finding => {
  const { name, install, command } = agent;
  const message = `the configuration names ${name}, and its program \`${command[0]}\` is not there or may not be run`;
  return problem(agent, message, `install it with \`${install}\`, or mend \`agents.${name}.command\``);
};

const unwell = (agent: AgentFacts, detail: string): Finding => {
  const hint = `run \`${agent.command[0]}\` by hand, and see that it is the program that it should be`;
  return problem(agent, detail, hint);
};

const versionFindings = (agent: AgentFacts, version: string): readonly Finding[] => {
  const { name, tested, install } = agent;
  if (tested === undefined) {
    const message = 'refold was not tested with it, and knows it from its documents';
    return [note(agent, message, 'look at the first of its runs with care')];
  }
  const standing = standingOf(version, tested);
  if (standing === 'the same') return [];
  const message = `${version} is ${standing} than ${tested}, which refold was tested with`;
  return [
    note(
      agent,
      message,
      standing === 'older'
        ? `if what it prints is not understood, \`${install}\` brings a newer one`
        : `if what it prints is not understood, name another in \`agents.${name}.command\``,
    ),
  ];
};

const unknownUser = (agent: AgentFacts): Finding =>
  note(
    agent,
    'no key of it is in the environment, and no login was found',
    `run \`${agent.command[0]}\` by hand and log in, if you have not; keys can stand in \`agents.${agent.name}.env\``,
  );

const problem = ({ name }: AgentFacts, message: string, hint: string): Finding => ({
  level: 'problem',
  about: name,
  message,
  hint,
});

const note = ({ name }: AgentFacts, message: string, hint: string): Finding => ({
  level: 'note',
  about: name,
  message,
  hint,
});
