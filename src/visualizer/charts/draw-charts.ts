import { bookingMachine } from '../../machines/booking/machine.ts';
import { channelMachine } from '../../machines/channel/machine.ts';
import { checkInMachine } from '../../machines/check-in/machine.ts';
import { pressMachine } from '../../machines/press/machine.ts';
import { roomMachine } from '../../machines/room/machine.ts';
import { thingMachine } from '../../machines/thing/machine.ts';
import { chartOf } from './chart.ts';
import { withCompanion } from './companion.ts';
import { CHART_FORMS, type Chart, type ChartForm, type Charts, MACHINES } from './shape.ts';

const DEFINITIONS = {
  room: roomMachine,
  booking: bookingMachine,
  check_in: checkInMachine,
  thing: thingMachine,
  press: pressMachine,
  channel: channelMachine,
};

let charts: Promise<Charts> | undefined;

/** The charts of a room's machines, drawn from the machines themselves; once, for they do not change while a process runs. */
export function drawCharts(): Promise<Charts> {
  charts ??= draw();
  return charts;
}

async function draw(): Promise<Charts> {
  // A megabyte and a half of layout: only for those who want to see it.
  const { default: ELK } = await import('elkjs/lib/elk.bundled.js');
  const elk = new ELK.default();
  const formsOf = async (name: keyof typeof DEFINITIONS) => {
    const forms: [ChartForm, Chart][] = [];
    for (const form of CHART_FORMS) {
      const chart = await chartOf(DEFINITIONS[name], form, elk);
      // A room is booked at times only: its chart shows the booking then.
      forms.push([form, name === 'room' ? withCompanion(chart, bookingMachine) : chart]);
    }
    return [name, Object.fromEntries(forms)] as const;
  };
  return Object.fromEntries(await Promise.all(MACHINES.map(formsOf))) as Charts;
}
