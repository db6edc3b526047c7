import type { Component } from './file/component.ts';

const STATUSES = new Map([
  ['confirmed', 'confirmed'],
  ['tentative', 'tentative'],
  ['cancelled', 'cancelled'],
  // As Americans write it.
  ['canceled', 'cancelled'],
]);

/** STATUS in Google's words, undefined where it has none or another. What METHOD:CANCEL lists is off (RFC 5546, 3.2.5). */
export function statusOf(component: Component): string | undefined {
  if (component.calendar?.text('METHOD').trim().toUpperCase() === 'CANCEL') return 'cancelled';
  return STATUSES.get(component.text('STATUS').trim().toLowerCase());
}

export function isCancelled(component: Component): boolean {
  return statusOf(component) === 'cancelled';
}
