import { expect, it } from 'vitest';
import { thingSteps } from '../../src/operator/thing-steps.ts';
import type { ThingsAdmin } from '../../src/ports/administration.ts';

const OURS = 'https://roomcal.example.org/iot-webhook/';

/** What is done for a Thing that calls that address, and what is told of it. */
async function done(webhook: string | undefined) {
  const [set, troubles]: [string[], { says: string }[]] = [[], []];
  const cloud = { setWebhook: async (_: string, address: string) => void set.push(address) };
  const thing = { id: 'one', name: 'door', properties: [], webhook };
  const wanted = { account: undefined, names: ['door'], variables: [], webhookOf: () => `${OURS}new` };
  const steps = thingSteps(wanted, [thing], cloud as unknown as ThingsAdmin, troubles as never[]);
  for (const { act } of steps) await act(() => undefined);
  return { set, says: troubles.map(({ says }) => says.split(',')[0]) };
}

it.each([
  ['is set where there is none', undefined, [`${OURS}new`], []],
  ['takes the place of one with an earlier secret', `${OURS}old`, [`${OURS}new`], []],
  ['is left where it is set already', `${OURS}new`, [], []],
  [
    'is left to whoever else uses it',
    'https://acme.example.org/hook',
    [],
    ['its webhook is in use for something else'],
  ],
])('the webhook of a Thing %s', async (_, webhook, set, says) => {
  expect(await done(webhook)).toEqual({ set, says });
});
