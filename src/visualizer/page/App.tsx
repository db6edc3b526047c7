import { Door } from './Door.tsx';
import { Happenings } from './Happenings.tsx';
import { Help } from './Help.tsx';
import { Legend } from './Legend.tsx';
import { Properties } from './Properties.tsx';
import {
  at,
  helpIsOpen,
  model,
  names,
  room,
  selectRoom,
  shownRoom,
  version,
  zone,
  zoneName,
} from './player.ts';
import { Statechart } from './Statechart.tsx';
import { Timeline } from './Timeline.tsx';
import { Transport } from './Transport.tsx';
import { clock, date, offset } from './time.ts';

/** The whole page. */
export function App() {
  version.value;
  const { title, rooms } = model.recording;
  return (
    <>
      <header class="top">
        <h1>
          <span class="brand">roomcal</span> <span class="day">{title}</span>
        </h1>
        <label class="picker">
          <span>Room</span>
          <select
            value={room.value}
            title={shownRoom.value.name}
            onChange={({ currentTarget }) => selectRoom(Number(currentTarget.value))}
          >
            {rooms.map(({ name }, index) => (
              <option key={name} value={index}>
                {names.value[index] ?? name}
              </option>
            ))}
          </select>
        </label>
        <Clock />
        <button
          type="button"
          class="help"
          aria-label="Keys"
          onClick={() => {
            helpIsOpen.value = true;
          }}
        >
          ?
        </button>
      </header>
      <main>
        <div class="side">
          <Door />
          <Properties />
        </div>
        <Statechart />
        <Happenings />
        <section class="day" aria-label="The day">
          <div class="controls">
            <Transport />
            <Legend />
          </div>
          <Timeline />
        </section>
      </main>
      <Help />
    </>
  );
}

function Clock() {
  return (
    <p class="clock">
      <b>{clock(at.value, zone.value)}</b>
      <span>
        {date(at.value, zone.value)} · {zoneName.value} ({offset(at.value, zone.value)})
      </span>
    </p>
  );
}
