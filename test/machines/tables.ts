import { VendorError } from '../../src/io/vendor-error.ts';

/** The instant at which the tables are: nine in Greenwich, ten in Rome. */
export const NOW = Date.parse('2026-11-23T09:00:00Z');
export const time = { now: () => NOW, random: () => 0 };

/** An actor that was invoked in a state is done, or has failed. */
export const done = (state: string, output?: unknown) => ({ type: `xstate.done.actor.0.${state}`, output });
export const error = (state: string, what: unknown = failed) => ({
  type: `xstate.error.actor.0.${state}`,
  error: what,
});
export const timer = (delay: string, state: string) => ({ type: `xstate.after.${delay}.${state}` });

export const failed = new VendorError('calendar', 'away', { status: 503 });
export const refused = new VendorError('calendar', 'no', { status: 400, reason: 'push.webhookUrlNotHttps' });

/** A state as XState writes it, from `writing.queued`. */
export const stateAt = (path: string) => {
  const [state, substate] = path.split('.');
  return substate ? { [state!]: substate } : state;
};
