// What is wrong with a machine's idea of time, in the words of the log and of `roomcal doctor`.

const MINUTE_MS = 60_000;

/** How to bring newer rules of time zones. */
export const NEWER_RULES = 'bring newer rules: docs/configuration.md, "Time zone rules"';

/** `errorMs` as `ruleErrorOf` tells it. */
export function rulesAreWrong(zone: string, errorMs: number): string {
  const far = `${Math.abs(errorMs) / MINUTE_MS} min ${errorMs < 0 ? 'behind' : 'ahead of'}`;
  return `Node's time zone rules (${rules()}) are ${far} Google's in ${zone}; the room goes by Google's`;
}

export function zoneIsUnknown(zone: string): string {
  return `its calendar is kept in ${zone || 'no time zone'}, which Node's time zone rules (${rules()}) do not have`;
}

/** `skewMs` is how far Google's time is ahead of this machine's. */
export function clockIsWrong(skewMs: number): string {
  const seconds = (Math.abs(skewMs) / 1_000).toFixed(1);
  return `this machine's clock is ${seconds} s ${skewMs > 0 ? 'behind' : 'ahead of'} Google's`;
}

/** The release of the IANA database that this Node goes by, such as `2026c`. */
function rules(): string {
  return process.versions.tz ?? 'none';
}
