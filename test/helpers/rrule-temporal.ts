import { RRuleTemporal } from 'rrule-temporal';
import { Temporal } from 'temporal-polyfill';
import { expand } from '../../src/record/rules/expansion.ts';
import { ruleIn } from '../../src/record/rules/rule.ts';
import type { RandomRule } from './random-rules.ts';

export const WINDOW = [Date.UTC(2026, 9, 20), Date.UTC(2026, 11, 20)] as const;

/** What we take a rule to mean in the window, as clocks show it, in ms. */
export function ours({ rule, start }: RandomRule): number[] {
  return [...expand(ruleIn(rule), start, ...WINDOW)];
}

/** What rrule-temporal takes it to mean. */
export function theirs({ rule, start }: RandomRule): number[] {
  const dtstart = Temporal.Instant.fromEpochMilliseconds(start).toZonedDateTimeISO('UTC');
  const limits = { maxIterations: 1_000_000, maxCandidateEvaluations: 10_000_000, temporal: Temporal };
  const parsed = new RRuleTemporal({ rruleString: rule, dtstart, ...limits });
  const [from, until] = WINDOW.map((ms) => new Date(ms)) as [Date, Date];
  return parsed.between(from, until, true).map(({ epochMilliseconds }) => epochMilliseconds);
}
