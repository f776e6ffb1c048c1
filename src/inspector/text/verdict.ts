import type { Verdict } from '../../projections/verdict.js';
import type { Paint } from './paint.js';

/** The verdicts on a log, a line each, with the place of whatever is wrong. */
export const verdictText = (verdict: Verdict, paint: Paint): string => {
  const line = (name: string, ok: boolean, words: string): string =>
    `${ok ? paint.good('✓') : paint.bad('✗')} ${name.padEnd(12)} ${words}`;
  const { integrity, completeness, decodable, payloads } = verdict;
  const damage = integrity.damage ?? decodable.damage;
  // Of what stands behind the first line nothing was looked at.
  if (damage?.line === 1)
    return line(
      integrity.damage ? 'integrity' : 'decodable',
      false,
      `damaged at ${place(damage)}; nothing else of it can be told`,
    );
  return [
    line('integrity', integrity.sound, integrityWords(integrity)),
    line('completeness', !completeness.torn?.zeroed, completenessWords(completeness)),
    line('decodable', decodable.sound, decodableWords(decodable)),
    line('payloads', payloads.sound, payloadWords(payloads)),
  ].join('\n');
};

const place = ({ line, offset, detail }: { line: number; offset: number; detail: string }): string =>
  `line ${line} (byte ${offset}): ${detail}`;

const integrityWords = ({ events, damage, secondWriters }: Verdict['integrity']): string => {
  if (damage) return `damaged at ${place(damage)}; sound up to seq ${events}`;
  if (secondWriters.length > 0) return `a second writer wrote seq ${secondWriters.join(', ')}`;
  return `${events} events, the chain holds`;
};

const completenessWords = ({ upTo, torn, unnamedTornFiles }: Verdict['completeness']): string =>
  [
    `complete up to seq ${upTo}; after it unknown`,
    ...(torn
      ? [
          `${torn.bytes} bytes of an interrupted write behind it${torn.zeroed ? ', zeroed by a loss of power' : ''}; the next resume sets them aside`,
        ]
      : []),
    ...(unnamedTornFiles.length > 0 ? [`no event names ${unnamedTornFiles.join(', ')}`] : []),
  ].join('; ');

const decodableWords = ({ damage, unknown }: Verdict['decodable']): string => {
  if (damage) return place(damage);
  const types = Object.entries(unknown).map(([type, count]) => `${count} × ${type}`);
  return types.length === 0 ? 'every event' : `every event but those of a newer refold: ${types.join(', ')}`;
};

const payloadWords = ({ named, missing, damaged, unreadable = [] }: Verdict['payloads']): string => {
  const faults = [
    ...missing.map((sha256) => `${sha256} is missing`),
    ...damaged.map((sha256) => `${sha256} is damaged`),
    ...unreadable.map((sha256) => `${sha256} could not be read`),
  ];
  return faults.length === 0 ? `${named} named, all there` : faults.join('; ');
};
