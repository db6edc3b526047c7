import { describe, expect, it } from 'vitest';
import { compileFilter } from '../../../src/sandbox/pubsub/filter.ts';
import { ACCEPTED, REFUSED } from '../../helpers/filters.ts';

const passes = (filter: string, attributes: Record<string, string>) => compileFilter(filter)(attributes);

describe('a filter', () => {
  it.each(ACCEPTED)('$filter', ({ filter, passing, others }) => {
    for (const attributes of passing) expect(passes(filter, attributes)).toBe(true);
    for (const attributes of others) expect(passes(filter, attributes)).toBe(false);
  });

  it.each(REFUSED)('can not be $filter', ({ filter }) => {
    expect(() => compileFilter(filter)).toThrow(/\S/);
  });

  it('may have 256 bytes, and no more', () => {
    expect(passes(`attributes.a = "${'x'.repeat(239)}"`, { a: 'x' })).toBe(false);
    expect(() => compileFilter(`attributes.a = "${'x'.repeat(240)}"`)).toThrow('256 bytes');
    // Bytes, not characters.
    expect(() => compileFilter(`attributes.a = "${'é'.repeat(120)}"`)).toThrow('256 bytes');
  });
});
