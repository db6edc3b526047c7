import { existsSync } from 'node:fs';

const QUIET = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/** Debian's: first the one without windows, in which a page takes a quarter of the CPU. */
const FOUND = ['/usr/bin/chromium-headless-shell', '/usr/bin/chromium'].find((path) => existsSync(path));

export const hasChromium = FOUND !== undefined;

/** How playwright-core starts the system's Chromium. */
export const CHROMIUM = { executablePath: FOUND ?? '', args: QUIET };
