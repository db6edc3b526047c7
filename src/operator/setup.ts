import { readEnvironment } from '../configuration/environment.ts';
import { systemClock } from '../io/clock.ts';
import { exitCodeOf } from '../telemetry/exit-code.ts';
import { type AskingTerminal, plain, type Terminal } from '../telemetry/terminal.ts';
import { ConfigError } from '../validation/config-error.ts';
import { withEvents } from './clouds.ts';
import { type Plan, planOf } from './plan.ts';
import { type Trouble, troubleOf } from './trouble.ts';

/**
 * `roomcal setup`: makes what roomcal needs and the clouds lack: buckets, topic, subscription, Things and their
 * variables. Shows it first, and asks on a terminal unless `yes`. Resolves to the exit code: 1 where something is missing
 * still. What is there is never changed.
 */
export async function setup(
  { yes }: { yes: boolean },
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
      const plan = await planOf(environment, events, systemClock);
      for (const { subject, ...trouble } of plan.troubles) tell(terminal, subject, trouble);
      const code = plan.troubles.length > 0 ? 1 : 0;
      if (plan.steps.length === 0) {
        if (code === 0) terminal.out('nothing is missing');
        return code;
      }
      for (const { subject, would } of plan.steps) terminal.out(`${subject}: ${would}`);
      if (!yes && !(await agreed(terminal))) return 1;
      return Math.max(code, await carryOut(plan, terminal));
    });
  });
}

async function agreed({ ask, err }: AskingTerminal): Promise<boolean> {
  if (!ask) {
    err('roomcal: nothing is done: this is no terminal that could be asked; add --yes');
    return false;
  }
  return /^y(es)?$/i.test((await ask('Do this? [y/N] ')).trim());
}

/** One after the other: each may need the one before it, and what is interrupted leaves one thing half made. */
async function carryOut({ steps }: Plan, terminal: Terminal): Promise<number> {
  let code = 0;
  for (const { subject, done, act } of steps) {
    let whole = true;
    const failed = (trouble: Trouble) => {
      tell(terminal, subject, trouble);
      whole = false;
    };
    await act(failed).catch((error) => failed(troubleOf(error)));
    if (whole) terminal.out(`${subject}: ${done}`);
    else code = 1;
  }
  return code;
}

function tell({ err }: Terminal, subject: string, { says, mend }: Trouble): void {
  err(`${subject}: ${says}; ${mend}`);
}
