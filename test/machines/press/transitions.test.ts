import { describe, expect, it } from 'vitest';
import { initialTransition, transition } from 'xstate';
import { agendaOf, withEvent } from '../../../src/agenda/agenda.ts';
import { pressId, pressIn } from '../../../src/agenda/press.ts';
import { wordingOf } from '../../../src/agenda/wording.ts';
import { VendorError } from '../../../src/io/vendor-error.ts';
import { pressMachine } from '../../../src/machines/press/machine.ts';
import type { PressInput } from '../../../src/machines/press/types.ts';
import { event, listing } from '../../helpers/events.ts';

const NOW = Date.parse('2026-11-23T10:03:00+01:00');
const AWAY = new VendorError('iot', 'away', { status: 503 });
const REFUSED = new VendorError('iot', 'refused', { status: 400, operator: true });
const known = agendaOf(listing('2026-11-23T10:00:00+01:00'), undefined);

function input(more: Partial<PressInput> & { text?: string; at?: number } = {}): PressInput {
  const { text = 'book', at = NOW - 1_000, ...rest } = more;
  return {
    roomName: 'blue_room',
    thingName: 'blue_room',
    title: 'Meeting',
    wording: wordingOf(),
    agenda: () => known,
    ask: () => Promise.reject(new Error('nobody is there')),
    now: () => NOW,
    random: () => 0,
    press: pressIn({ value: text, updatedAt: at })!,
    thing: { id: 't', name: 'blue_room', properties: new Map() },
    isTold: false,
    isStill: () => true,
    ...rest,
  };
}

const done = (of: string, output?: unknown) => ({ type: `xstate.done.actor.0.press.${of}`, output });
const failed = (of: string, error: unknown) => ({ type: `xstate.error.actor.0.press.${of}`, error });

describe('a press begins', () => {
  it.each([
    ['asking', 'where it asks for something', {}],
    ['answering', 'where it is too late', { at: NOW - 300_001 }],
    ['answering', 'where it means nothing', { text: 'open sesame' }],
    ['answering', 'where no meeting runs', { text: 'end' }],
    ['answering', 'where its answer is known, and was lost', { answer: { type: 'ended' } as const }],
    ['emptying', 'where somebody has answered', { isTold: true }],
    ['waiting', 'where the room is not known', { text: 'end', agenda: () => undefined }],
  ])('%s %s', (state, _, more) => {
    expect(initialTransition(pressMachine, input(more))[0].value).toBe(state);
  });
});

describe('a press goes', () => {
  const answer = { type: 'ended' };
  const notReady = { type: 'refused', refusal: { code: 'NOT_READY' } };
  const rows: [from: string, on: object, to: string, more?: object][] = [
    ['asking', done('asking', answer), 'answering'],
    ['asking', done('asking', notReady), 'waiting'],
    ['asking', failed('asking', new Error('ours')), 'answering'],
    ['asking', { type: 'press.gone' }, 'asking'],
    ['answering', done('answering'), 'emptying'],
    ['answering', failed('answering', AWAY), 'waiting'],
    ['answering', failed('answering', REFUSED), 'emptying'],
    ['answering', { type: 'press.gone' }, 'answering'],
    ['emptying', done('emptying'), 'done'],
    ['emptying', failed('emptying', AWAY), 'waiting'],
    ['emptying', failed('emptying', REFUSED), 'done'],
    ['waiting', { type: 'press.gone' }, 'done'],
  ];
  it.each(rows)('from %s on %j to %s', (from, on, to) => {
    const [begun] = initialTransition(pressMachine, input());
    const context = { ...begun.context, answer: from === 'asking' ? undefined : answer };
    const snapshot = pressMachine.resolveState({ value: from, context } as never);
    expect(transition(pressMachine, snapshot, on as never)[0].value).toBe(to);
  });

  const gotNoAnswer = { type: 'failed', failure: AWAY };
  const wasRefused = { type: 'failed', failure: REFUSED };
  const id = pressId('blue_room', input().press);
  const onItsWay = withEvent(
    known,
    event('Meeting', '2026-11-23T10:00:00+01:00', '2026-11-23T11:00:00+01:00', {
      id,
      extendedProperties: { private: { roomcal: 'instant', roomcal_pending: 'b1.1' } },
    }),
  );
  it.each([
    ['waiting', 'where Google did not answer', gotNoAnswer, {}],
    ['answering', 'where it did not answer twice', gotNoAnswer, { attempt: 1 }],
    ['waiting', 'where the meeting is on its way', gotNoAnswer, { attempt: 1, agenda: () => onItsWay }],
    ['answering', 'where Google refused', wasRefused, {}],
  ])('from asking to %s %s', (to, _, output, more) => {
    const [begun] = initialTransition(pressMachine, input());
    const snapshot = pressMachine.resolveState({
      value: 'asking',
      context: { ...begun.context, ...more },
    } as never);
    expect(transition(pressMachine, snapshot, done('asking', output) as never)[0].value).toBe(to);
  });

  it.each([
    ['answering', { answer, attempt: 1 }],
    ['emptying', { answer, attempt: 1, isTold: true }],
    ['asking', { attempt: 1 }],
    ['done', { attempt: 1, isStill: () => false }],
  ])('on from waiting to %s', (to, more) => {
    const [begun] = initialTransition(pressMachine, input());
    const context = { ...begun.context, ...more };
    const snapshot = pressMachine.resolveState({ value: 'waiting', context } as never);
    const due = { type: 'xstate.after.retry due.press.waiting' };
    expect(transition(pressMachine, snapshot, due as never)[0].value).toBe(to);
  });
});
