import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { bookingMachine } from '../../src/machines/booking/machine.ts';
import { channelMachine } from '../../src/machines/channel/machine.ts';
import { checkInMachine } from '../../src/machines/check-in/machine.ts';
import { pressMachine } from '../../src/machines/press/machine.ts';
import { relayMachine } from '../../src/machines/relay/machine.ts';
import { roomMachine } from '../../src/machines/room/machine.ts';
import { sweepMachine } from '../../src/machines/sweeps/machine.ts';
import { thingMachine } from '../../src/machines/thing/machine.ts';
import { statechart } from './statechart.ts';

const MACHINES = [
  ['The room', roomMachine],
  ['Its booking', bookingMachine],
  ['Who has come', checkInMachine],
  ['Its Thing', thingMachine],
  ['A press at its Thing', pressMachine],
  ['Its push channel', channelMachine],
  ['Its notifications', relayMachine],
  ['The sweeps of all rooms', sweepMachine],
] as const;

it('docs/statechart.md draws the machines (npx vitest run test/house/statechart.test.ts -u draws it anew)', async () => {
  const charts = MACHINES.map(([title, machine]) => `## ${title}\n\n${statechart(machine)}`);
  const intro =
    'Drawn from the machines by `test/house/statechart.test.ts`; in brackets stands what must hold.';
  await expect(`# Statecharts\n\n${intro}\n\n${charts.join('\n\n')}\n`).toMatchFileSnapshot(
    '../../docs/statechart.md',
  );
});

it('docs/calendar.md shows the life of a channel as the machine has it', () => {
  expect(readFileSync(new URL('../../docs/calendar.md', import.meta.url), 'utf8')).toContain(
    statechart(channelMachine),
  );
});
