import type { ServerDuplexStream } from '@grpc/grpc-js';
import { checkAckDeadline } from './rules.ts';
import type { Stream, Subscription } from './subscription.ts';

interface StreamingPullRequest {
  subscription?: string;
  ackIds: string[];
  modifyDeadlineAckIds: string[];
  modifyDeadlineSeconds: number[];
  streamAckDeadlineSeconds?: number;
  maxOutstandingMessages?: number;
}

export type StreamingPullCall = ServerDuplexStream<StreamingPullRequest, object>;

/** Serves one StreamingPull; `find` throws a gRPC error where there is no such subscription. */
export function streamingPull(call: StreamingPullCall, find: (name: string) => Subscription): void {
  call.once('data', (first: StreamingPullRequest) => {
    try {
      serve(call, first, find(first.subscription ?? ''));
    } catch (error) {
      call.emit('error', error);
    }
  });
}

function serve(call: StreamingPullCall, first: StreamingPullRequest, subscription: Subscription): void {
  const { enableMessageOrdering = false } = subscription.resource;
  checkAckDeadline(first.streamAckDeadlineSeconds ?? 0, 10);
  const stream: Stream = {
    maxOutstandingMessages: first.maxOutstandingMessages || Number.POSITIVE_INFINITY,
    ackDeadlineSeconds: first.streamAckDeadlineSeconds!,
    deliver: (received) => call.write({ receivedMessages: [received] }),
    end: (why) => call.emit('error', why),
  };
  call.write({ subscriptionProperties: { messageOrderingEnabled: enableMessageOrdering } });
  subscription.open(stream);
  call.on('data', (request: StreamingPullRequest) => {
    subscription.acknowledge(request.ackIds);
    for (const [index, ackId] of request.modifyDeadlineAckIds.entries()) {
      subscription.modifyAckDeadline([ackId], request.modifyDeadlineSeconds[index] ?? 0);
    }
    // The client asks for a sign of life: without one within 15 s it opens the stream anew.
    call.write({});
  });
  call.on('end', () => {
    subscription.end(stream);
    call.end();
  });
  call.on('cancelled', () => subscription.end(stream));
}
