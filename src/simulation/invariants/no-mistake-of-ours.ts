import type { Invariant } from './invariant.ts';

/** What fails is a vendor's failure: anything else that a machine was thrown is a mistake of roomcal's own. */
export const noMistakeOfOurs: Invariant = {
  name: 'no-mistake-of-ours',
  watch: (_history, broken) => ({
    hear(fact) {
      if (!('failure' in fact) || fact.failure.vendor !== undefined) return;
      broken(`${fact.type}: ${fact.failure.stack ?? fact.failure}`, fact.room_name);
    },
  }),
};
