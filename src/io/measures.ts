/** Whoever measures an adapter. */
export interface Measures {
  /**
   * A call on the wire has ended: its name, its HTTP status or gRPC code (undefined where there was no answer), and how
   * long it took in ms.
   */
  called(call: string, status: number | undefined, ms: number): void;
  /** From now on, `length` tells how many wait in the queue of that name. */
  queue(name: string, length: () => number): void;
}

/** For whoever asks once and ends. */
export const UNMEASURED: Measures = { called: () => undefined, queue: () => undefined };

/** Makes a call and tells of it; `statusOf` finds the status in what it answered or threw. */
export async function measure<T>(
  { called }: Measures,
  call: string,
  make: () => Promise<T>,
  statusOf: (outcome: unknown) => number | undefined,
): Promise<T> {
  const began = performance.now();
  const tell = (outcome: unknown) => called(call, statusOf(outcome), performance.now() - began);
  try {
    const answer = await make();
    tell(answer);
    return answer;
  } catch (error) {
    tell(error);
    throw error;
  }
}

/** The last part of a URL's path, which in most APIs names the call. */
export function lastPartOf(url: URL | string): string {
  return new URL(url).pathname.split('/').at(-1)!;
}
