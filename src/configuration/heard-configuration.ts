import type { Instant } from '../agenda/agenda.ts';
import type { Changes, ServiceFact } from '../machines/facts.ts';
import type { Clock } from '../ports/clock.ts';
import type { VendorFailure } from '../ports/failure.ts';
import { ConfigError } from '../validation/config-error.ts';
import { keysOfStart, withNewAccounts } from './keys-of-start.ts';
import type { ConfigurationRead } from './open.ts';

/** How often the configuration is looked at, in ms. */
const LOOK_EVERY_MS = 60_000;

/** What came of looking at the configuration: what it says holds now, or it has mistakes and what it said before holds. */
export type Heard =
  | { type: 'taken'; generation: string; changed: Changes; needsRestart: readonly string[] }
  | { type: 'refused'; mistakes: readonly string[] };

export interface HeardOptions {
  /** The configuration as it was read at the start. */
  first: ConfigurationRead;
  /** Reads it anew; undefined where it is that `generation` still. */
  read: (generation: string) => Promise<ConfigurationRead | undefined>;
  /** Lets another configuration hold; told what changes. */
  take: (read: ConfigurationRead) => Changes;
  clock: Clock;
  report: (fact: ServiceFact) => void;
}

/**
 * The configuration of a running service: looked at each minute and when somebody asks. It is taken as a whole, or refused as a
 * whole; looks come one after the other, and all who ask while one is on its way share the next.
 */
export class HeardConfiguration {
  readonly #options: HeardOptions;
  #held: ConfigurationRead;
  /** Of what each client was made. */
  #opened: ConfigurationRead;
  #loadedAt: Instant;
  #mistakes: readonly string[] = [];
  #isUnread = false;
  #timer: unknown;
  #looking: Promise<unknown> = Promise.resolve();
  #next: Promise<Heard> | undefined;
  #isStopped = false;

  constructor(options: HeardOptions) {
    this.#options = options;
    this.#held = options.first;
    this.#opened = options.first;
    this.#loadedAt = options.clock.now();
  }

  get generation(): string {
    return this.#held.generation;
  }

  get loadedAt(): Instant {
    return this.#loadedAt;
  }

  /** What is wrong with what lies there now, a line each; none where that is what holds. */
  get mistakes(): readonly string[] {
    return this.#mistakes;
  }

  start(): void {
    const { clock } = this.#options;
    this.#timer = clock.setTimeout(() => {
      const rest = () => this.#isStopped || this.start();
      void this.look().then(rest, rest);
    }, LOOK_EVERY_MS);
  }

  stop(): void {
    this.#isStopped = true;
    this.#options.clock.clearTimeout(this.#timer);
  }

  /** Looks now. Rejects with a `VendorFailure` where the configuration can't be read; what holds goes on. */
  look(): Promise<Heard> {
    if (this.#next) return this.#next;
    const begin = () => {
      this.#next = undefined;
      const look = this.#look();
      this.#looking = look;
      return look;
    };
    this.#next = this.#looking.then(begin, begin);
    return this.#next;
  }

  async #look(): Promise<Heard> {
    const { read, report } = this.#options;
    try {
      const found = await read(this.#held.generation);
      if (this.#isUnread) report({ type: 'configuration.read' });
      this.#isUnread = false;
      return this.#take(found);
    } catch (error) {
      if (error instanceof ConfigError) return this.#refuse(error.message.split('\n'));
      this.#isUnread = true;
      report({ type: 'configuration.unread', failure: error as VendorFailure });
      throw error;
    }
  }

  #take(found: ConfigurationRead | undefined): Heard {
    const { take, clock, report } = this.#options;
    const { generation } = found ?? this.#held;
    const nothing = { started: [], stopped: [], restarted: [] };
    const isMended = this.#mistakes.length > 0;
    const changed = found && !this.#isStopped ? take(found) : nothing;
    if (found) [this.#held, this.#loadedAt] = [found, clock.now()];
    this.#mistakes = [];
    this.#opened = withNewAccounts(this.#opened, this.#held);
    const needsRestart = keysOfStart(this.#opened, this.#held);
    if (found || isMended)
      report({ type: 'configuration.taken', generation, at: this.#loadedAt, changed, needsRestart });
    return { type: 'taken', generation, changed, needsRestart };
  }

  /** Told once, and again where it is wrong in another way. */
  #refuse(mistakes: readonly string[]): Heard {
    const isNews = mistakes.join('\n') !== this.#mistakes.join('\n');
    this.#mistakes = mistakes;
    if (isNews) this.#options.report({ type: 'configuration.refused', mistakes });
    return { type: 'refused', mistakes };
  }
}
