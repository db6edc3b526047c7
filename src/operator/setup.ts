import { readEnvironment } from '../configuration/environment.ts';
import { systemClock } from '../io/clock.ts';
import { exitCodeOf } from '../telemetry/exit-code.ts';
import { type AskingTerminal, plain } from '../telemetry/terminal.ts';
import { ConfigError } from '../validation/config-error.ts';
import { withEvents } from './clouds.ts';
import { planOf } from './plan.ts';
import { agreed, carryOut, tell } from './steps.ts';

/**
 * `roomcal setup`: makes what roomcal needs and the clouds lack: buckets, topic, subscription, Things and their
 * variables. Shows it first, and asks on a terminal unless `yes`. Resolves to the exit code: 1 where something is missing
 * still. What is there is never changed. `withActions` makes the Things buttons, too, and lets Arduino tell roomcal when
 * one was written.
 */
export async function setup(
  { yes, withActions = false }: { yes: boolean; withActions?: boolean },
  env: Record<string, string | undefined>,
  asking: AskingTerminal,
): Promise<number> {
  const terminal = plain(asking);
  return exitCodeOf(terminal, async () => {
    const environment = readEnvironment(env);
    if (environment.config === 'sandbox') {
      throw new ConfigError('setup: set ROOMCAL_CONFIG; a running sandbox prints what to set');
    }
    return await withEvents(environment, async (events) => {
      const plan = await planOf(environment, events, systemClock, { withActions });
      for (const { subject, ...trouble } of plan.troubles) tell(terminal, subject, trouble);
      const code = plan.troubles.length > 0 ? 1 : 0;
      if (plan.steps.length === 0) {
        if (code === 0) terminal.out('nothing is missing');
        return code;
      }
      for (const { subject, would } of plan.steps) terminal.out(`${subject}: ${would}`);
      if (!yes && !(await agreed(terminal))) return 1;
      return Math.max(code, await carryOut(plan.steps, terminal));
    });
  });
}
