import type { Observer } from '../../replay/observer.ts';
import type { History } from '../history.ts';

/** Tells that the promise is broken: how, in words, and of which room if of one. */
export type Broken = (says: string, roomName?: string) => void;

/** Who watches over a promise while a day passes; `ended` is told when the day is over. */
export interface Watch extends Observer {
  ended?(): void;
}

/** A promise that must hold in every history. */
export interface Invariant {
  name: string;
  watch(history: History, broken: Broken): Watch;
}
