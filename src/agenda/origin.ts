import type { GoogleEvent } from './google-event.ts';

/** The private extended property that tells roomcal's own meetings from all others. */
export const OURS = { roomcal: 'instant' };

/** Whether roomcal made the event. */
export function isOurs({ extendedProperties }: GoogleEvent): boolean {
  return extendedProperties?.private?.roomcal === OURS.roomcal;
}

/** Whether the Python service made the event, at a door: so begins the description that it gives its own. */
export function isPythons({ description }: GoogleEvent): boolean {
  return description?.startsWith('im_') ?? false;
}
