import { expect, it } from 'vitest';
import { randomRules } from '../helpers/random-rules.ts';
import { ours, theirs } from '../helpers/rrule-temporal.ts';

it('2,500 random rules mean what rrule-temporal takes them to mean', () => {
  const different = randomRules(2_500, 1, 3).filter((one) => ours(one).join() !== theirs(one).join());
  expect(different).toEqual([]);
});
