import { once } from 'node:events';
import { createRequire } from 'node:module';
import { type AddressInfo, createServer } from 'node:net';
import { Server, ServerCredentials, type ServiceDefinition } from '@grpc/grpc-js';
import { fromJSON } from '@grpc/proto-loader';
import type { Clock } from '../../ports/clock.ts';
import { PubSubService } from './service.ts';

let known: { publisher: ServiceDefinition; subscriber: ServiceDefinition } | undefined;

/** Google's definitions of its two services; made once, for that takes 60 ms. */
function services() {
  if (known) return known;
  const protos = createRequire(import.meta.url)('@google-cloud/pubsub/build/protos/protos.json');
  const definitions = fromJSON(protos, { arrays: true, longs: Number });
  known = {
    publisher: definitions['google.pubsub.v1.Publisher'] as ServiceDefinition,
    subscriber: definitions['google.pubsub.v1.Subscriber'] as ServiceDefinition,
  };
  return known;
}

/** Starts Pub/Sub over gRPC at `host`. Rejects with `code` and `port` where the port can't be had. */
export async function startPubSub(
  clock: Clock,
  host: string,
  port: number,
): Promise<{ host: string; close(): Promise<void> }> {
  const service = new PubSubService(clock);
  const server = new Server();
  const { publisher, subscriber } = services();
  server.addService(publisher, service.publisher);
  server.addService(subscriber, service.subscriber);

  // Not gRPC's own listening: its error does not tell a taken port from other trouble.
  const connections = server.createConnectionInjector(ServerCredentials.createInsecure());
  const listener = createServer((socket) => connections.injectConnection(socket));
  listener.listen(port, host);
  await once(listener, 'listening');
  return {
    host: `${host}:${(listener.address() as AddressInfo).port}`,
    close: async () => {
      service.close();
      server.forceShutdown();
      listener.close();
      await once(listener, 'close');
    },
  };
}
