import * as t from 'io-ts';
import { event } from '../define.js';
import { Amount } from '../ids.js';
import { amountOf, Limit, LimitValue, nameOfLimit, shareOf } from '../limits.js';
import { record } from '../record.js';

export const LimitChanged = event({
  v: 1,
  about:
    'A limit of the run is another one from here on, or there is one now; who asked for it, and what it was.',
  data: record({ limit: Limit, value: LimitValue, from: t.string }, { was: LimitValue }),
  say: (d) =>
    `${nameOfLimit(d.limit)} ${d.was === undefined ? '' : `${amountOf(d.limit, d.was)} → `}${amountOf(d.limit, d.value)} (${d.from})`,
});

export const LimitNeared = event({
  v: 1,
  about:
    'Four fifths of a limit of the run were used: said once for each value of it, and for the wall clock in each life.',
  data: record({ limit: Limit, value: Amount, used: Amount }),
  say: (d) => `${nameOfLimit(d.limit)}: ${shareOf(d.limit, d.used, d.value)} used`,
});
