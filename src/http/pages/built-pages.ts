import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';

const DIST = new URL('../../../dist/', import.meta.url);
const { version } = JSON.parse(readFileSync(new URL('../../../package.json', import.meta.url), 'utf8'));

/** The pages at doors, in the lobby and on telephones, as `npm ci` builds them. */
export interface BuiltPages {
  /** Of the service and these pages: a page of another version is old. */
  version: string;
  /** By name; undefined where it was not built. */
  html: Readonly<Record<'door' | 'lobby' | 'book', string | undefined>>;
}

/** Reads the pages that were built, each of them one file that needs nothing else. */
export function builtPages(): BuiltPages {
  const [door, lobby, book] = ['door', 'lobby', 'book'].map(readBuilt);
  const digest = createHash('sha256')
    .update(JSON.stringify([door, lobby, book]))
    .digest('hex');
  const whole = `${version}-${digest.slice(0, 12)}`;
  const named = (html: string | undefined) => html?.replace('<!--version-->', whole);
  return { version: whole, html: { door: named(door), lobby: named(lobby), book: named(book) } };
}

/** The text of a page that was built; undefined where it was not. */
export function readBuilt(name: string): string | undefined {
  try {
    return readFileSync(new URL(`${name}.html`, DIST), 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
    return undefined;
  }
}

/** The headers with which such a page is served: it may run its own script, and speak to the server that it came from. */
export function headersOf(page: string): Record<string, string> {
  return {
    'content-type': 'text/html; charset=utf-8',
    'content-security-policy': policyOf(page),
    'cache-control': 'no-store',
    'referrer-policy': 'no-referrer',
    'x-content-type-options': 'nosniff',
  };
}

function policyOf(page: string): string {
  const hash = (element: string) => {
    const [, text = ''] = page.match(new RegExp(`<${element}>([^]*?)</${element}>`)) ?? [];
    return `'sha256-${createHash('sha256').update(text).digest('base64')}'`;
  };
  return [
    `default-src 'none'`,
    `script-src ${hash('script')}`,
    // Places are set as style attributes by the script.
    `style-src ${hash('style')}`,
    `connect-src 'self'`,
    'img-src data:',
    `base-uri 'none'`,
    `form-action 'none'`,
    `frame-ancestors 'none'`,
  ].join('; ');
}
