const MINUTES = ['duration_mins', 'extend_mins'];

/** Whole numbers in quotes are numbers: small firmware builds its JSON out of texts. Whatever else is there stays as it is. */
export function withoutQuotes(body: Record<string, unknown>): Record<string, unknown> {
  const unquoted = MINUTES.flatMap((key) => {
    const value = body[key];
    return typeof value === 'string' && /^\d{1,6}$/.test(value) ? [[key, Number(value)] as const] : [];
  });
  return { ...body, ...Object.fromEntries(unquoted) };
}
