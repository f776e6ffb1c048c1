import * as TE from 'fp-ts/lib/TaskEither.js';
import { doctorText } from '../../inspector/text/doctor/doctor.js';
import { isSound } from '../../inspector/text/doctor/finding.js';
import { findingsOf } from '../../inspector/text/doctor/findings.js';
import { paintWith } from '../../inspector/text/paint.js';
import { asJson, type Outcome } from '../command.js';
import { lookAtMachine } from '../compose/machine.js';
import type { Context } from '../context.js';
import { EXIT } from '../exitCode.js';

/** `refold doctor`: what there is on this machine of all that refold works with, and what is wrong with it. */
export const doctor = (context: Context): Outcome =>
  TE.fromTask(async () => {
    const facts = await lookAtMachine(context);
    const findings = findingsOf(facts);
    const sound = isSound(findings);
    context.print(
      context.json
        ? asJson({ sound, findings, ...facts })
        : doctorText(facts, findings, paintWith(context.colour)),
    );
    return sound ? EXIT.done : EXIT.failed;
  });
