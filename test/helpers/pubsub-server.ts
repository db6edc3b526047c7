import { once } from 'node:events';
import { createRequire } from 'node:module';
import { type AddressInfo, createServer, type Socket } from 'node:net';
import { PubSub } from '@google-cloud/pubsub';
import {
  Server,
  ServerCredentials,
  type ServiceDefinition,
  type UntypedServiceImplementation,
} from '@grpc/grpc-js';
import { fromJSON } from '@grpc/proto-loader';
import { onTestFinished } from 'vitest';
import { systemClock } from '../../src/io/clock.ts';
import { PubSubService } from '../../src/sandbox/pubsub/service.ts';

export const PROJECT = 'roomcal-test';

/** What a call meets before it is answered: gRPC's code to refuse it with, or nothing at all to be heard of it. */
type Obstacle = number | 'hang' | undefined;

/** The sandbox's Pub/Sub with obstacles, for what the sandbox is too kind to do. */
export interface PubSubServer {
  host: string;
  /**
   * By gRPC's name of the call, such as `CreateTopic`; `request` is what was asked, and `deadline` the instant at which the
   * client gives it up, as the client says.
   */
  obstacles: Record<string, (request: Record<string, unknown>, deadline: number) => Obstacle>;
  /** The calls that have come, in order. */
  calls: string[];
  /** Somebody else, who may do everything, past the obstacles. */
  somebody: PubSub;
  /** Tears all connections down, as a network does. */
  cut(): void;
  /** Ends all open streams with a code of gRPC's. */
  endStreams(code: number): void;
}

interface Call {
  request: Record<string, unknown>;
  getDeadline(): Date | number;
  emit(event: 'error', error: Error): boolean;
  once(event: string, listener: (request: Record<string, unknown>) => void): void;
}

const refusal = (code: number) => Object.assign(new Error(`refused by ${code}`), { code });

/** Starts a server with its own topics; it goes with its test. */
export async function aPubSubServer(): Promise<PubSubServer> {
  const protos = createRequire(import.meta.url)('@google-cloud/pubsub/build/protos/protos.json');
  const definitions = fromJSON(protos, { arrays: true, longs: Number });
  const service = new PubSubService(systemClock);
  const streams = new Set<Call>();
  const sockets = new Set<Socket>();
  const obstacles: PubSubServer['obstacles'] = {};
  const calls: string[] = [];

  function guarded(methods: object): UntypedServiceImplementation {
    const handlers = Object.entries(methods).map(([name, handle]) => [
      name,
      (call: Call, respond: (error: Error) => void) => {
        calls.push(name);
        const obstacle = obstacles[name]?.(call.request, Number(call.getDeadline()));
        if (obstacle === 'hang') return;
        if (name === 'StreamingPull') {
          streams.add(call);
          if (obstacle === undefined) handle(call);
          else call.once('data', () => call.emit('error', refusal(obstacle)));
        } else if (obstacle === undefined) handle(call, respond);
        else respond(refusal(obstacle));
      },
    ]);
    return Object.fromEntries(handlers);
  }

  /** Listens with those services, and gives the address. */
  async function listen(wrap: (methods: object) => UntypedServiceImplementation): Promise<string> {
    const server = new Server();
    server.addService(
      definitions['google.pubsub.v1.Publisher'] as ServiceDefinition,
      wrap(service.publisher),
    );
    server.addService(
      definitions['google.pubsub.v1.Subscriber'] as ServiceDefinition,
      wrap(service.subscriber),
    );
    const connections = server.createConnectionInjector(ServerCredentials.createInsecure());
    const listener = createServer((socket) => {
      sockets.add(socket);
      socket.once('close', () => sockets.delete(socket));
      connections.injectConnection(socket);
    }).listen(0, '127.0.0.1');
    await once(listener, 'listening');
    onTestFinished(() => {
      server.forceShutdown();
      listener.close();
    });
    return `127.0.0.1:${(listener.address() as AddressInfo).port}`;
  }

  const host = await listen(guarded);
  const freely = await listen((methods) => methods as UntypedServiceImplementation);
  const somebody = new PubSub({ projectId: PROJECT, apiEndpoint: freely, emulatorMode: true });
  onTestFinished(async () => {
    await somebody.close();
    service.close();
  });
  return {
    host,
    obstacles,
    calls,
    somebody,
    cut() {
      for (const socket of sockets) socket.destroy();
    },
    endStreams(code) {
      for (const stream of streams) stream.emit('error', refusal(code));
      streams.clear();
    },
  };
}
