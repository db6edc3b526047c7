/** Where a page is: its room, if it has one, and what is before its own part of the path. */
export interface Place {
  base: string;
  room: string;
}

/** Reads the path of a page of the `kind` doors, book or lobby; a proxy may serve roomcal under a path of its own. */
export function placeOf(kind: string, pathname: string = location.pathname): Place {
  const at = pathname.lastIndexOf(`/${kind}`);
  const [, room = ''] = pathname.slice(at + 1).split('/');
  return { base: pathname.slice(0, Math.max(at, 0)), room: decoded(room) };
}

/** The secret behind `#` in the address, or the one that was kept; one that comes is kept, and taken out of the address. */
export function secretOf(name: 'key' | 'pass', place: string): string | undefined {
  const [, inHash] = new RegExp(`^#${name}=(.+)$`).exec(location.hash) ?? [];
  const stored = nameOf(name, place);
  if (inHash === undefined) return recall(stored) ?? undefined;
  const secret = decoded(inHash).trim();
  // What can't be kept has to stay where it is, or would be gone after the next start.
  if (keep(stored, secret)) history.replaceState(null, '', location.pathname + location.search);
  return secret;
}

/** Starts the page anew with another secret. */
export function startWith(name: 'key' | 'pass', secret: string): void {
  location.hash = `${name}=${encodeURIComponent(secret.trim())}`;
}

/** Whoever opens the same address with another secret only changes what is behind `#`. */
export function heedNewSecrets(): void {
  window.addEventListener('hashchange', () => {
    if (location.hash.length > 1) location.reload();
  });
}

export function forget(name: string, place: string): void {
  try {
    localStorage.removeItem(nameOf(name, place));
  } catch {
    // Where nothing may be kept, nothing is.
  }
}

/** Keeps a text on this tablet; whether that was possible. */
export function keep(stored: string, text: string): boolean {
  try {
    localStorage.setItem(stored, text);
    return localStorage.getItem(stored) === text;
  } catch {
    return false;
  }
}

export function recall(stored: string): string | null {
  try {
    return localStorage.getItem(stored);
  } catch {
    return null;
  }
}

export function nameOf(name: string, place: string): string {
  return `roomcal ${name} ${place}`;
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
