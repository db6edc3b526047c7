import type { StatelyInspectionEvent } from '@statelyai/inspect';
import type { InspectionEvent } from 'xstate';
import { ConfigError } from '../validation/config-error.ts';
import { openBridge } from './bridge.ts';

/**
 * What a page of somebody else's is not told: the keys of channels, with which anyone could notify, and what a calendar
 * says beyond what the door shows.
 */
const SECRETS = new Set([
  ...['token', 'keys'],
  ...['summary', 'description', 'location', 'creator', 'organizer', 'attendees', 'extendedProperties'],
]);
/** Statecharts are nested deeper than the ten levels of the library. */
const DEPTH = 30;

/** Stately's inspector, waiting on this machine for a browser. */
export interface OpenInspector {
  url: string;
  /** Hears what each actor is sent and becomes, as XState's `inspect`. */
  inspect: (event: InspectionEvent) => void;
  close(): Promise<void>;
}

/** Opens it. Throws a `ConfigError` where the library is not installed, which is optional. */
export async function openInspector(): Promise<OpenInspector> {
  const { createInspector } = await import('@statelyai/inspect').catch(() => {
    throw new ConfigError(
      '--inspect: @statelyai/inspect is missing; npm ci without --omit=optional brings it',
    );
  });
  const bridge = await openBridge();
  const send = (event: StatelyInspectionEvent) =>
    bridge.send(JSON.stringify(event), event.type === '@xstate.actor' && event.parentId === undefined);
  const { inspect } = createInspector(
    { send },
    { serialize: withoutSecrets, serializationDepthLimit: DEPTH },
  );
  return { url: bridge.url, inspect: (event) => inspect.next?.(event), close: bridge.close };
}

function withoutSecrets(event: StatelyInspectionEvent): StatelyInspectionEvent {
  return JSON.parse(
    JSON.stringify(event, (key, value) => {
      if (SECRETS.has(key)) return undefined;
      return value instanceof Error ? { ...value, message: value.message } : value;
    }),
  );
}
