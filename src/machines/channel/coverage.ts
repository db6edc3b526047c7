import type { Instant } from '../../agenda/agenda.ts';

/**
 * Whether Google pushes a room's changes, and whether what happened before it did is listed: of what was changed before then
 * nobody has told, and a list that was sent before is not enough.
 */
export class PushCoverage {
  #isCovered = false;
  /** Since when, where no list is known to have been sent since. */
  #sinceUnlisted: Instant | undefined;

  /** Google pushes, or does not; true where it does anew since the instant `now`. */
  update(isCovered: boolean, now: Instant): boolean {
    const isNew = isCovered && !this.#isCovered;
    this.#isCovered = isCovered;
    if (isNew) this.#sinceUnlisted = now;
    return isNew;
  }

  /** Whether the calendar must be listed once more, for what is known is as of `asOf`; says so once. */
  mustList(asOf: Instant | undefined): boolean {
    const since = this.#sinceUnlisted;
    if (since === undefined || asOf === undefined) return false;
    this.#sinceUnlisted = undefined;
    return asOf < since;
  }
}
