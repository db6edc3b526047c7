import { EventEmitter } from 'node:events';
import type { ServerResponse } from 'node:http';
import type { FastifyInstance } from 'fastify';
import type { InspectionEvent } from 'xstate';
import type { Instant } from '../agenda/agenda.ts';
import { headersOf } from '../http/pages/built-pages.ts';
import type { Fact } from '../machines/facts.ts';
import type { Clock } from '../ports/clock.ts';
import type { Clouds } from '../sandbox/clouds.ts';
import { ConfigError } from '../validation/config-error.ts';
import { pageOf, readPage } from './built-page.ts';
import { drawChartsInThread } from './charts/draw-in-thread.ts';
import type { Charts } from './charts/shape.ts';
import { Recorder } from './recording/recorder.ts';
import type { Addition, Recording } from './recording/recording.ts';
import { sandboxSources } from './recording/sandbox-sources.ts';

const HOUR_MS = 3_600_000;
/** Of the sandbox, and no part of the API that is described. */
const HIDDEN = { hide: true };
/** What happens within this time is one step: a look, the list that led to it, the publishes that came of it. */
const STEP_MS = 50;

/** Records a running service on its sandbox, and serves the page that follows it. Whoever reaches it may look: it listens on loopback. */
export class LiveVisualizer {
  readonly #clock: Clock;
  readonly #from: Instant;
  readonly #news = new EventEmitter().setMaxListeners(0);
  readonly #streams = new Set<ServerResponse>();
  #rooms: Recording['rooms'] = [];
  #recorder: Recorder | undefined;
  #charts: Promise<Charts> | undefined;
  #timer: unknown;

  constructor(clock: Clock) {
    this.#clock = clock;
    this.#from = clock.now();
  }

  /** Begins to record what the rooms of a sandbox do; before, nothing is known of them. */
  recordIn(clouds: Clouds): void {
    const { rooms, ...sources } = sandboxSources(clouds, this.#clock);
    this.#rooms = rooms.map((name) => ({ name, zone: sources.zone(name) }));
    this.#recorder = new Recorder(rooms, sources);
  }

  inspect(event: InspectionEvent): void {
    this.#recorder?.inspect(event);
    this.#endStepsSoon();
  }

  hear(fact: Fact): void {
    this.#recorder?.addFact(fact);
    this.#endStepsSoon();
  }

  /** `GET /visualizer` and what it follows. */
  readonly routes = async (app: FastifyInstance): Promise<void> => {
    app.get('/visualizer', { schema: HIDDEN }, async (_, reply) => {
      try {
        const page = readPage();
        return reply.headers(headersOf(page)).send(pageOf(page, await this.#recording()));
      } catch (error) {
        if (!(error instanceof ConfigError)) throw error;
        return reply.code(503).type('text/plain; charset=utf-8').send(`${error.message}\n`);
      }
    });

    app.get<{ Querystring: { have?: string } }>(
      '/visualizer/events',
      { schema: HIDDEN },
      (request, reply) => {
        reply.hijack();
        const have = request.headers['last-event-id'] ?? request.query.have ?? '';
        this.#tell(reply.raw, String(have));
      },
    );

    app.addHook('preClose', async () => {
      this.#clock.clearTimeout(this.#timer);
      for (const stream of this.#streams) stream.end();
    });
  };

  #endStepsSoon(): void {
    this.#timer ??= this.#clock.setTimeout(() => {
      this.#timer = undefined;
      this.#recorder?.endSteps();
      this.#news.emit('news');
    }, STEP_MS);
  }

  async #recording(): Promise<Recording> {
    this.#charts ??= drawChartsInThread();
    const charts = await this.#charts;
    const { steps = [], stateSets, moves, events } = this.#recorder ?? {};
    return {
      title: 'The sandbox, as it runs',
      live: true,
      from: this.#from - 2 * HOUR_MS,
      to: Math.max(this.#from + 8 * HOUR_MS, this.#clock.now() + HOUR_MS),
      ...{
        rooms: this.#rooms,
        charts,
        steps,
        stateSets: stateSets?.values ?? [],
        moves: moves?.values ?? [],
      },
      ...{ events: events?.all ?? [], faults: [], differences: [] },
    };
  }

  /** Tells a page what it does not have yet, now and from now on; `have` are the counts of what it has. */
  #tell(stream: ServerResponse, have: string): void {
    stream.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-store' });
    let [steps = 0, stateSets = 0, moves = 0] = have.split(',').map((text) => Number(text) || 0);
    const tell = () => {
      const recorder = this.#recorder;
      if (!recorder) return;
      // A page of an earlier process knows another numbering.
      if (steps > recorder.steps.length) return stream.end('event: restarted\ndata:\n\n');
      const addition: Addition = {
        now: this.#clock.now(),
        steps: recorder.steps.slice(steps),
        stateSets: recorder.stateSets.values.slice(stateSets),
        moves: recorder.moves.values.slice(moves),
        events: recorder.events.all,
      };
      steps = recorder.steps.length;
      stateSets = recorder.stateSets.values.length;
      moves = recorder.moves.values.length;
      return stream.write(`id: ${steps},${stateSets},${moves}\ndata: ${JSON.stringify(addition)}\n\n`);
    };
    this.#streams.add(stream);
    this.#news.on('news', tell);
    stream.on('close', () => {
      this.#news.off('news', tell);
      this.#streams.delete(stream);
    });
    tell();
  }
}
