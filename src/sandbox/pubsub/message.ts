/** google.pubsub.v1.PubsubMessage, as published. */
export interface PubsubMessage {
  readonly data?: Buffer;
  readonly attributes?: Record<string, string>;
  readonly orderingKey?: string;
  readonly messageId: string;
  readonly publishTime: { seconds: number; nanos: number };
}

/** A message as it is delivered, under the id by which it is acknowledged. */
export interface ReceivedMessage {
  ackId: string;
  message: PubsubMessage;
}
