/** Why the service did not do what was asked of it. */
export interface Refusal {
  status: number;
  /** Out of docs/errors.md; empty where who answered was not the service. */
  code: string;
  message: string;
  /** The end of the meetings that are in the way, ISO 8601. */
  busyUntil?: string;
  availableMins?: number;
}

/** What an answer other than success says. */
export async function refusalIn(response: Response): Promise<Refusal> {
  const body = (await response.json().catch(() => undefined)) as Readonly<Record<string, unknown>> | null;
  const { code = '', message = '', busy_until: busyUntil, available_mins: availableMins } = body ?? {};
  return {
    status: response.status,
    code: String(code),
    message: String(message),
    ...(typeof busyUntil === 'string' && { busyUntil }),
    ...(typeof availableMins === 'number' && { availableMins }),
  };
}
