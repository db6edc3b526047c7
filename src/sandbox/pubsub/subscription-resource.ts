/** google.protobuf.Duration; a part that is 0 is left out. */
export interface Duration {
  seconds?: number;
  nanos?: number;
}

/** google.pubsub.v1.Subscription, as far as it matters here. */
export interface SubscriptionResource {
  name: string;
  topic: string;
  ackDeadlineSeconds: number;
  enableMessageOrdering?: boolean;
  filter?: string;
  retainAckedMessages?: boolean;
  messageRetentionDuration?: Duration;
  expirationPolicy?: { ttl?: Duration };
  retryPolicy?: { minimumBackoff?: Duration; maximumBackoff?: Duration };
  labels?: Record<string, string>;
  pushConfig?: { pushEndpoint?: string };
}
