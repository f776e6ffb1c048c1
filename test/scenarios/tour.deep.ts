import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { self } from '../../src/adapters/processes/identity.js';
import { catalogue } from '../../src/events/catalogue.js';
import { takeDriftTour, takeVoidedTour } from '../support/drifting.js';
import { recordGolden } from '../support/golden.js';
import { takeLimitsTour } from '../support/limitsTour.js';
import { takeMovedTour } from '../support/moved.js';
import { takeOutsideTour } from '../support/outsideTour.js';
import { takePairTour } from '../support/pairs.js';
import type { Bench } from '../support/refold.js';
import { takeReviewedTour } from '../support/reviews.js';
import { takeTasksTour } from '../support/tasksTour.js';
import {
  takeEndingTours,
  takeForksTour,
  takeLanguageTour,
  takeParallelTour,
  takeSessionsTour,
  takeTour,
} from '../support/tour.js';

it('every type of event of the catalogue is written by a real run', async () => {
  const tours = {
    plain: await takeTour(),
    language: await takeLanguageTour(),
    parallel: await takeParallelTour(),
    sessions: await takeSessionsTour(),
    reviewed: await takeReviewedTour(),
    forks: await takeForksTour(),
    limits: await takeLimitsTour(),
    tasks: await takeTasksTour(),
    outside: await takeOutsideTour(),
    drift: await takeDriftTour(),
    voided: await takeVoidedTour(),
    pair: await takePairTour(),
    moved: await takeMovedTour(),
    ...(await takeEndingTours()),
  };
  const written = new Set(
    Object.entries(tours).flatMap(([name, bench]) => bench.events(RECORDED[name]).map(({ type }) => type)),
  );
  expect(Object.keys(catalogue).filter((type) => !written.has(type))).toEqual([]);
  for (const [name, bench] of Object.entries(tours)) {
    expect((await bench.refold(['verify'])).exit).toBe(0);
    keep(name, bench);
  }
});

/** The run of a tour that is kept, where it is not the first. */
const RECORDED: Readonly<Record<string, number>> = { forks: 3 };

const keep = (name: string, bench: Bench): void => {
  const { host, boot } = self();
  recordGolden(name, readFileSync(join(bench.runFolder(RECORDED[name]), 'events.jsonl'), 'utf8'), {
    [bench.home]: '/home/ada/.refold',
    [bench.folder]: '/home/ada',
    [process.cwd()]: '/opt/refold',
    [host]: 'ada/0123456789ab',
    [boot]: '6f1a2b3c-0000-4000-8000-000000000000',
  });
};
