import { describe, expect, it } from 'vitest';
import { compileFilter } from '../../../src/sandbox/pubsub/filter.ts';

const passes = (filter: string, attributes: Record<string, string>) => compileFilter(filter)(attributes);

describe('a filter', () => {
  it.each<[string, Record<string, string>[], Record<string, string>[]]>([
    ['attributes:room', [{ room: '' }], [{}, { Room: 'x' }]],
    ['attributes:"iana.org/tag"', [{ 'iana.org/tag': 'x' }], [{ iana: 'x' }]],
    ['attributes.room = "blue"', [{ room: 'blue' }], [{}, { room: 'Blue' }, { room: 'blue2' }]],
    ['attributes.room="say \\"hi\\""', [{ room: 'say "hi"' }], [{ room: 'hi' }]],
    ['attributes.room != "blue"', [{}, { room: 'red' }], [{ room: 'blue' }]],
    ['hasPrefix(attributes.room, "bl")', [{ room: 'blue' }, { room: 'bl' }], [{}, { room: 'b' }]],
    ['NOT attributes:room', [{}], [{ room: 'x' }]],
    ['-attributes:room', [{}], [{ room: 'x' }]],
    ['NOT -attributes:room', [{ room: 'x' }], [{}]],
    [
      'attributes:a AND attributes:b AND NOT attributes:c',
      [{ a: '', b: '' }],
      [{ a: '', b: '', c: '' }, { a: '' }],
    ],
    ['attributes:a OR attributes:b', [{ a: '' }, { b: '' }], [{}]],
    ['attributes:a AND (attributes:b OR attributes:c)', [{ a: '', c: '' }], [{ a: '' }, { b: '', c: '' }]],
    ['NOT (attributes:a OR attributes:b)', [{}], [{ a: '' }, { b: '' }]],
  ])('%s', (filter, passing, others) => {
    for (const attributes of passing) expect(passes(filter, attributes)).toBe(true);
    for (const attributes of others) expect(passes(filter, attributes)).toBe(false);
  });

  it.each([
    'attributes:a AND attributes:b OR attributes:c',
    'attributes:a and attributes:b',
    'data = "x"',
    'attributes.a == "x"',
    "attributes.a = 'x'",
    'attributes.a = x',
    'attributes.a > "x"',
    'attributes.',
    '(attributes:a',
    'attributes:a)',
    'attributes:a attributes:b',
    'hasSuffix(attributes.a, "x")',
    ' ',
    `attributes.a = "${'x'.repeat(240)}"`,
  ])('can not be %s', (filter) => {
    expect(() => compileFilter(filter)).toThrow();
  });

  it('may have 256 bytes', () => {
    expect(passes(`attributes.a = "${'x'.repeat(239)}"`, { a: 'x' })).toBe(false);
  });
});
