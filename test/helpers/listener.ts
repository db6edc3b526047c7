import { EventEmitter, once } from 'node:events';
import { onTestFinished } from 'vitest';
import { pubsubEvents } from '../../src/io/pubsub/events.ts';
import type { Clock } from '../../src/ports/clock.ts';
import type { EventsPort, IncomingMessage } from '../../src/ports/events.ts';
import type { VendorFailure } from '../../src/ports/failure.ts';
import { PROJECT } from './pubsub-server.ts';

/** Whoever hears messages, and keeps what was heard and told. */
export interface Listener {
  events: EventsPort;
  heard: IncomingMessage[];
  unreadable: string[];
  /** What was told of the connection, in order: a failure, or undefined for hearing. */
  told: (VendorFailure | undefined)[];
  /** Resolves once it is so; it is looked at whenever something comes. */
  until(condition: () => boolean): Promise<void>;
}

/** Opens the port on a server and subscribes; it is closed with its test. */
export function aListener(host: string, clock: Clock, subscription = 'ours', isOwn = false): Listener {
  const news = new EventEmitter();
  const [heard, unreadable, told]: [IncomingMessage[], string[], (VendorFailure | undefined)[]] = [
    [],
    [],
    [],
  ];
  const events = pubsubEvents({
    projectId: PROJECT,
    emulator: host,
    subscription: { name: subscription, isOwn },
    clock,
    random: () => 0,
    unreadable: (why) => {
      unreadable.push(why);
      news.emit('news');
    },
  });
  onTestFinished(() => events.close());
  events.subscribe(
    (message) => {
      heard.push(message);
      news.emit('news');
    },
    (failure) => {
      told.push(failure);
      news.emit('news');
    },
  );
  return {
    events,
    heard,
    unreadable,
    told,
    async until(condition) {
      while (!condition()) await once(news, 'news');
    },
  };
}
