import { MACHINES, type MachineName } from '../charts/shape.ts';
import {
  faster,
  helpIsOpen,
  machine,
  room,
  selectRoom,
  showsAllRooms,
  showsTriggers,
  stepBy,
  toEnd,
  togglePlay,
  toStart,
} from './player.ts';

/** Machines whose names are read otherwise. */
const SPOKEN: Partial<Record<MachineName, string>> = { thing: 'Thing', check_in: 'check-in' };

/** Each key, what it does, and in words; the help is made of these. */
export const KEYS: readonly { keys: string[]; shown: string; does: string; act: () => void }[] = [
  { keys: [' ', 'k'], shown: 'Space', does: 'play or pause', act: togglePlay },
  { keys: ['ArrowRight', 'l'], shown: '→', does: 'next step', act: () => stepBy(1) },
  { keys: ['ArrowLeft', 'j'], shown: '←', does: 'previous step', act: () => stepBy(-1) },
  { keys: ['Home'], shown: 'Home', does: 'beginning of the day', act: toStart },
  { keys: ['End'], shown: 'End', does: 'end of the day; on a running service: the present', act: toEnd },
  { keys: ['+', '='], shown: '+', does: 'faster', act: () => faster(1) },
  { keys: ['-'], shown: '−', does: 'slower', act: () => faster(-1) },
  { keys: ['ArrowUp'], shown: '↑', does: 'previous room', act: () => selectRoom(room.value - 1) },
  { keys: ['ArrowDown'], shown: '↓', does: 'next room', act: () => selectRoom(room.value + 1) },
  {
    keys: ['a'],
    shown: 'a',
    does: 'steps of this room, or of all',
    act: () => {
      showsAllRooms.value = !showsAllRooms.value;
    },
  },
  ...MACHINES.map((name, index) => ({
    keys: [String(index + 1)],
    shown: String(index + 1),
    does: `statechart of the ${SPOKEN[name] ?? name}`,
    act: () => {
      machine.value = name;
    },
  })),
  {
    keys: ['t'],
    shown: 't',
    does: 'triggers of the arrows, or none',
    act: () => {
      showsTriggers.value = !showsTriggers.value;
    },
  },
  {
    keys: ['?'],
    shown: '?',
    does: 'this help',
    act: () => {
      helpIsOpen.value = true;
    },
  },
];

const actions = new Map(KEYS.flatMap(({ keys, act }) => keys.map((key) => [key, act] as const)));

export function listenToKeys(): void {
  document.addEventListener('keydown', (event) => {
    const { key, target, ctrlKey, altKey, metaKey } = event;
    const act = actions.get(key);
    if (!act || ctrlKey || altKey || metaKey || helpIsOpen.value || controlNeeds(key, target as Element))
      return;
    event.preventDefault();
    act();
  });
  // A button that was clicked must not keep the space bar to itself.
  document.addEventListener('mousedown', (event) => {
    if ((event.target as Element).closest('button')) event.preventDefault();
  });
}

/** Whether a control has its own use for a key. */
function controlNeeds(key: string, target: Element): boolean {
  if (target.closest('select')) return true;
  return key === ' ' && target.closest('button, summary') !== null;
}
