import { readEnvironment } from '../configuration/environment.ts';
import { systemClock } from '../io/clock.ts';
import { exitCodeOf } from '../telemetry/exit-code.ts';
import { type AskingTerminal, plain } from '../telemetry/terminal.ts';
import { ConfigError } from '../validation/config-error.ts';
import { withEvents } from './clouds.ts';
import { ALL_DEFINITIONS, BUTTON_DEFINITIONS, DEFINITIONS } from './door-variables.ts';
import { planOf } from './plan.ts';
import { agreed, carryOut, tell } from './steps.ts';

/** Arduino tells nobody's plan: who is refused should know why. */
const LIMIT =
  `note: a Thing with all variables has ${ALL_DEFINITIONS.length}; the free plan of Arduino allows five a Thing, ` +
  'so that they need another plan';

export interface SetupOptions {
  yes: boolean;
  allVariables?: boolean;
  withActions?: boolean;
}

/**
 * `roomcal setup`: makes what roomcal needs and the clouds lack: buckets, topic, subscription, Things and their
 * variables, with `allVariables` the optional ones, too; `withActions` makes the Things buttons, and lets Arduino tell roomcal
 * when one was written. Shows it first, and asks on a terminal unless `yes`. Resolves to the exit code: 1 where something is
 * missing still. But for such a webhook what is there is never changed.
 */
export async function setup(
  { yes, allVariables = false, withActions = false }: SetupOptions,
  env: Record<string, string | undefined>,
  asking: AskingTerminal,
): Promise<number> {
  const terminal = plain(asking);
  const variables = [
    ...(allVariables ? ALL_DEFINITIONS : DEFINITIONS),
    ...(withActions ? BUTTON_DEFINITIONS : []),
  ];
  return exitCodeOf(terminal, async () => {
    const environment = readEnvironment(env);
    if (environment.config === 'sandbox') {
      throw new ConfigError('setup: set ROOMCAL_CONFIG; a running sandbox prints what to set');
    }
    return await withEvents(environment, async (events) => {
      const plan = await planOf(environment, { events, clock: systemClock, variables, withActions });
      for (const { subject, ...trouble } of plan.troubles) tell(terminal, subject, trouble);
      const code = plan.troubles.length > 0 ? 1 : 0;
      if (plan.steps.length === 0) {
        if (code === 0) terminal.out('nothing is missing');
        return code;
      }
      for (const { subject, would } of plan.steps) terminal.out(`${subject}: ${would}`);
      if (allVariables && plan.steps.some(({ subject }) => subject.startsWith('Thing '))) terminal.out(LIMIT);
      if (!yes && !(await agreed(terminal))) return 1;
      return Math.max(code, await carryOut(plan.steps, terminal));
    });
  });
}
