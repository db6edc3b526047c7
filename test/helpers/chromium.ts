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

/** How playwright-core starts the system's Chromium. */
export const CHROMIUM = { executablePath: '/usr/bin/chromium', args: QUIET };

export const hasChromium = existsSync(CHROMIUM.executablePath);
