import { readFileSync } from 'node:fs';

const page = readFileSync(new URL('../../docs/configuration.md', import.meta.url), 'utf8');
const [written = '', environment = ''] = page.split('## Environment');
const [ofAll = '', rest = ''] = written.split('Of a room:');
const [ofRoom = '', afterRoom = ''] = rest.split('Of an account');
const [ofAccount = '', ofTheRest = ''] = afterRoom.split('Of `texts`');
const [ofTexts = '', afterTexts = ''] = ofTheRest.split('Of `check_in`');
const [ofCheckIn = ''] = afterTexts.split('## Accounts');

/** What the first column of a table of docs/configuration.md names. */
function names(text: string): string[] {
  return [...text.matchAll(/^\| `(\w+)` \|/gm)].map(([, name]) => name!);
}

/** The keys and variables that docs/configuration.md has a row for, by its tables. */
export const DOCUMENTED = {
  configuration: names(ofAll),
  room: names(ofRoom),
  account: names(ofAccount),
  texts: names(ofTexts),
  checkIn: names(ofCheckIn),
  environment: names(environment),
};
