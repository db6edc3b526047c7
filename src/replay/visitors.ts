import type { Instant } from '../agenda/agenda.ts';
import type { RoomAnswer } from '../machines/door.ts';
import { type DoorRequest, type DoorResponse, responseOf } from './door-requests.ts';
import type { Observer } from './observer.ts';
import type { Process } from './process.ts';
import type { Processes } from './processes.ts';

const CLOSING: RoomAnswer = { type: 'refused', refusal: { code: 'NOT_READY' } };

export interface VisitorsOptions {
  processes: Processes;
  now: () => Instant;
  observer: () => Observer | undefined;
}

/** Who asks for something at the doors of a day, and what they are told. */
export class Visitors {
  readonly #options: VisitorsOptions;
  readonly #unanswered = new Map<DoorRequest, Process>();
  /** How requests ended, in order. */
  readonly answers: DoorResponse[] = [];

  constructor(options: VisitorsOptions) {
    this.#options = options;
  }

  ask(asked: DoorRequest): void {
    const { room_name, request } = asked;
    this.#options.observer()?.asked?.(asked);
    const process = this.#askedOf(asked);
    if (!process?.isUp || process.isClosing) {
      this.#tell(asked, process, process?.isUp ? CLOSING : undefined);
      return;
    }
    // As HTTP has it: no meeting runs, and nobody is asked.
    if (asked.eventId === '') {
      this.#tell(asked, process, 'none');
      return;
    }
    this.#unanswered.set(asked, process);
    void process.building.ask(room_name, request).then((answer) => {
      if (this.#unanswered.has(asked)) this.#tell(asked, process, answer);
    });
  }

  /** A process has ended: whoever waits for its answer gets none. */
  lost(process: Process): void {
    for (const [asked, by] of this.#unanswered) if (by === process) this.#tell(asked, process, undefined);
  }

  /** The day is over, and nobody is told anything any more. */
  stop(): void {
    this.#unanswered.clear();
  }

  /** Whoever answers: a process that has not the room asks one that has, once. */
  #askedOf({ process: name, room_name, id }: DoorRequest): Process | undefined {
    const { processes } = this.#options;
    const asked = name === undefined ? this.#answering(id) : processes.running(name);
    if (!asked || asked.has(room_name) || !asked.isUp || asked.isClosing) return asked;
    const owners = processes.owners(room_name);
    return owners.find(({ shard }) => shard.shards === asked.shard.shards) ?? owners[0];
  }

  /** The first of those that are there, or where rooms are divided any of them: a request hangs on its name. */
  #answering(id: string): Process | undefined {
    const { processes } = this.#options;
    const open = processes.up.filter(({ isClosing }) => !isClosing);
    const isDivided = open.some(({ shard }) => shard.shards > 1);
    return isDivided ? processes.anyOf(open, `asked ${id}`) : open[0];
  }

  #tell(asked: DoorRequest, process: Process | undefined, answer: RoomAnswer | 'none' | undefined): void {
    this.#unanswered.delete(asked);
    const none = { status: answer && 204, code: undefined, answer: undefined };
    const told = answer && answer !== 'none' ? responseOf(answer) : none;
    const whole = { asked, at: this.#options.now(), process: process?.name, ...told };
    this.answers.push(whole);
    this.#options.observer()?.told?.(whole);
  }
}
