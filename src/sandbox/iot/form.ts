const FORM = 'application/x-www-form-urlencoded';

/** A definition in a form: Arduino's API takes its bodies as JSON and as this. */
export function formOf(body: string): Record<string, unknown> {
  const fields = [...new URLSearchParams(body)];
  return Object.fromEntries(
    fields.map(([name, value]) => [name, name === 'persist' ? value === 'true' : value]),
  );
}

/** The value of a publish: in a form all is text, and what it means is for the property's type to say. */
export function typed(type: string, value: unknown, contentType: string | undefined): unknown {
  if (type === 'CHARSTRING' || typeof value !== 'string' || !contentType?.startsWith(FORM)) return value;
  try {
    return JSON.parse(value);
  } catch {
    return value;
  }
}
