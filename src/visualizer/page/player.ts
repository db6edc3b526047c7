import { batch, computed, signal } from '@preact/signals';
import type { MachineName } from '../charts/shape.ts';
import type { Recording } from '../recording/recording.ts';
import { Model, placeOf } from './model.ts';
import { shortNames } from './names.ts';

/** Simulated minutes in a second. */
export const SPEEDS = [1, 5, 15, 30, 60, 120] as const;

const recording = JSON.parse(document.getElementById('recording')?.textContent ?? '') as Recording;
export const model = new Model(recording);

/** Grows with each addition to a live recording: what reads the model reads this, too. */
export const version = signal(0);
/** The instant of the playhead. */
export const at = signal(recording.from);
/** The last step that has happened; -1 before the first. */
export const index = signal(model.indexAt(recording.from));
export const room = signal(0);
/** Steps of all rooms are listed and walked through, and not only those of the one that is shown. */
export const showsAllRooms = signal(false);
export const playing = signal(false);
/** Index into `SPEEDS`. */
export const speed = signal(3);
export const minutesASecond = computed(() => SPEEDS[speed.value] ?? 1);
/** The playhead stays with the present of a live service. */
export const followsPresent = signal(recording.live);
export const machine = signal<MachineName>('room');
export const showsTriggers = signal(false);
export const helpIsOpen = signal(false);

/** The room that is shown. */
export const shownRoom = computed(() => {
  version.value;
  return model.recording.rooms[room.value] ?? { name: '', zone: 'UTC' };
});
/** What rooms are called where there is little space. */
export const names = computed(() => {
  version.value;
  return shortNames(model.recording.rooms.map(({ name }) => name));
});
export const zone = computed(() => shownRoom.value.zone);
/** Its IANA name. */
export const zoneName = computed(() => (typeof zone.value === 'string' ? zone.value : zone.value.name));
/** The steps that are listed. */
export const listedSteps = computed(() => {
  version.value;
  return [...model.steps(showsAllRooms.value ? undefined : room.value)];
});
/** The place of the last listed step that has happened. */
export const place = computed(() => placeOf(listedSteps.value, index.value));
/** The place of the listed step that is marked: the last one of the room that is shown. */
export const markedPlace = computed(() => {
  const own = model.steps(room.value);
  return placeOf(listedSteps.value, own[placeOf(own, index.value)] ?? -1);
});
/** The last step of the room that is shown. */
export const current = computed(() => model.lastOf(room.value, index.value));
export const step = computed(() => model.step(current.value));
export const door = computed(() => model.door(current.value));
/** The states in which the room's machines are, outer ones included. */
export const states = computed(() => new Set(model.recording.stateSets[step.value?.states ?? -1]));
/** The transitions that the room's machines took at its last step. */
export const moves = computed(() => model.movesOf(step.value));

export function scrubTo(instant: number): void {
  const { from, to } = model.recording;
  batch(() => {
    followsPresent.value = false;
    at.value = Math.min(Math.max(instant, from), to);
    index.value = model.indexAt(at.value);
  });
}

/** To a step, and to its room. */
export function jumpTo(wanted: number): void {
  const target = model.step(wanted);
  if (!target) return;
  batch(() => {
    followsPresent.value = false;
    index.value = wanted;
    at.value = target.at;
    if (target.room >= 0) room.value = target.room;
  });
}

export function stepBy(count: number): void {
  playing.value = false;
  const target = Math.min(Math.max(place.value + count, 0), listedSteps.value.length - 1);
  jumpTo(listedSteps.value[target] ?? -1);
}

export function toStart(): void {
  scrubTo(model.recording.from);
}

export function toEnd(): void {
  if (recording.live) followsPresent.value = true;
  else scrubTo(model.recording.to);
}

export function selectRoom(wanted: number): void {
  room.value = Math.min(Math.max(wanted, 0), model.recording.rooms.length - 1);
}

export function faster(by: number): void {
  speed.value = Math.min(Math.max(speed.value + by, 0), SPEEDS.length - 1);
}

export function togglePlay(): void {
  if (playing.value) {
    playing.value = false;
    return;
  }
  if (at.value >= model.recording.to) toStart();
  followsPresent.value = false;
  playing.value = true;
  requestAnimationFrame((first) => advance(first, first));
}

function advance(before: number, now: number): void {
  if (!playing.value) return;
  const next = at.value + (now - before) * minutesASecond.value * 60;
  // Without a jump to an instant's last step where the playhead rests on an earlier one, unless time goes on.
  scrubTo(next);
  if (next >= model.recording.to) playing.value = false;
  else requestAnimationFrame((then) => advance(now, then));
}
