/** From instants to px, and back. */
export interface Scale {
  width: number;
  x(instant: number): number;
  instant(x: number): number;
}

export function scaleOf({ from, to }: { from: number; to: number }, width: number): Scale {
  const pxAMs = width / Math.max(to - from, 1);
  return {
    width,
    x: (instant) => Math.min(Math.max((instant - from) * pxAMs, 0), width),
    instant: (x) => from + x / pxAMs,
  };
}

/** A length as styles want it. */
export function px(length: number): string {
  return `${length}px`;
}

/** A rectangle as a piece of an SVG path. */
export function rectangle(from: number, until: number, top: number, height: number): string {
  const x = from.toFixed(1);
  return `M${x},${top}H${Math.max(until, from + 1).toFixed(1)}V${top + height}H${x}Z`;
}
