import { describe, expect } from 'vitest';
import type { Clouds } from '../../../src/sandbox/clouds.ts';
import type { Receiver } from '../../helpers/receiver.ts';
import { sandboxTest as test } from '../sandbox-test.ts';

/** A Thing that calls a receiver when it is written. */
function aThing({ iot }: Clouds, { url: webhook_uri }: Receiver) {
  const thing = iot.addThing({ name: 'blue_room', variables: [{ name: 'action', type: 'CHARSTRING' }] });
  iot.updateThing(thing.id, { webhook_active: true, webhook_uri });
  return { thing, press: (text: string) => iot.publish(thing.id, thing.properties[0]!.id, text) };
}

describe('the webhook of a Thing', () => {
  test('is told of each write, whoever it is from, with what was written', async ({ clouds, receiver }) => {
    const { thing, press } = aThing(clouds, receiver);
    press('book');
    const { headers, body } = await receiver.next();
    expect(headers['content-type']).toBe('application/json');
    expect(JSON.parse(body)).toMatchObject({
      thing_id: thing.id,
      values: [{ name: 'action', value: 'book' }],
    });
    press('end');
    expect(JSON.parse((await receiver.next()).body)).toMatchObject({ values: [{ value: 'end' }] });
  });

  test('is not called while it is not active, and what fails is lost', async ({ clouds, receiver }) => {
    const { thing, press } = aThing(clouds, receiver);
    clouds.iot.updateThing(thing.id, { webhook_active: false });
    press('book');
    clouds.iot.updateThing(thing.id, { webhook_active: true });
    receiver.answers.push(500);
    press('book 30');
    press('end');
    const bodies = [await receiver.next(), await receiver.next()].map(({ body }) => JSON.parse(body));
    const values = bodies.map((body) => body.values[0].value);
    expect(values.toSorted()).toEqual(['book 30', 'end']);
    expect(receiver.unread).toEqual([]);
  });

  test('may be lost, or come twice', async ({ clouds, receiver, setFaults }) => {
    const { press } = aThing(clouds, receiver);
    await setFaults({ vendor: 'iot', status: 'drop', match: 'webhook blue_room' });
    press('book');
    await setFaults({ vendor: 'iot', status: 'duplicate', match: 'webhook' });
    press('end');
    const bodies = [await receiver.next(), await receiver.next()].map(({ body }) => JSON.parse(body));
    expect(bodies.map(({ values }) => values[0].value)).toEqual(['end', 'end']);
  });
});
