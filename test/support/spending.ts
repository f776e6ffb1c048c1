import type { Report } from '../../src/projections/report.js';
import type { SpendSummary } from '../../src/projections/summary.js';

const FIELDS = [
  'turns',
  'tokensIn',
  'tokensOut',
  'cacheRead',
  'cacheWrite',
  'cost',
  'estimatedCost',
] as const;

/** The amounts of a spend in millionths, and the calls of which they are not known. */
const amounts = (spend: SpendSummary): readonly number[] => [
  ...FIELDS.map((field) => Math.round((spend[field] ?? 0) * 1e6)),
  spend.callsWithoutTokens,
  spend.callsWithoutCost,
];

const NOTHING: SpendSummary = { estimatedCost: 0, callsWithoutTokens: 0, callsWithoutCost: 0 };

const sum = (some: readonly { readonly spend: SpendSummary }[]): string =>
  some
    .map(({ spend }) => amounts(spend))
    .reduce((all, one) => all.map((amount, index) => amount + (one[index] ?? 0)), amounts(NOTHING))
    .join(' ');

/** What of a report does not come to what the run has used, of a fork its own and what it inherited apart. */
export const spendNotReported = ({
  attempts,
  steps,
  agents,
  total,
  spend,
  forkOf,
}: Report): readonly string[] => {
  const whole = sum([{ spend }]);
  const parts = {
    attempts: sum(attempts.filter(({ inherited }) => !inherited)),
    steps: sum(steps),
    agents: sum(agents),
    total: sum([total]),
  };
  const before = sum(attempts.filter(({ inherited }) => inherited));
  const inherited = sum(forkOf ? [{ spend: forkOf.inherited }] : []);
  return [
    ...Object.entries(parts).flatMap(([name, is]) =>
      is === whole ? [] : [`${name} report ${is} of ${whole}`],
    ),
    ...(before === inherited ? [] : [`${before} is reported of ${inherited} that was inherited`]),
  ];
};
