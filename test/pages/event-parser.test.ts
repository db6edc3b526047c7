import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { eventParser } from '../../src/pages/shared/event-parser.ts';

const STREAM =
  'retry: 3000\n\nevent: time\ndata: {"now":"2026"}\n\n: nothing new\n\nid: x\ndata: {"a":1}\n\nevent: you\r\ndata:two\r\ndata: lines\r\n\r\ndata: old\rdata\r\rdata: not yet over\n';
const EVENTS = [
  { event: 'time', data: '{"now":"2026"}' },
  { event: 'message', data: '{"a":1}' },
  { event: 'you', data: 'two\nlines' },
  { event: 'message', data: 'old\n' },
];

describe('server-sent events', () => {
  it('are read as they are written', () => {
    expect(eventParser()(STREAM)).toEqual(EVENTS);
  });

  it('are the same however the stream is cut into pieces', () => {
    fc.assert(
      fc.property(fc.array(fc.nat({ max: STREAM.length })), (cuts) => {
        const places = [0, ...cuts.toSorted((a, b) => a - b), STREAM.length];
        const parse = eventParser();
        const pieces = places.slice(1).map((end, index) => STREAM.slice(places[index], end));
        expect(pieces.flatMap(parse)).toEqual(EVENTS);
      }),
    );
  });

  it('are dropped where they hold no data', () => {
    expect(eventParser()('event: time\n\n\n\nid: 3\n\n')).toEqual([]);
  });
});
