import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const FOLDER = fileURLToPath(new URL('.', import.meta.url));
/** Where Go's own installer puts it, which many a PATH does not know. */
const INSTALLED = '/usr/local/go/bin/go';

/** Go's command; undefined where there is no Go. */
function command(): string | undefined {
  for (const go of ['go', INSTALLED]) {
    if (go === INSTALLED && !existsSync(go)) continue;
    try {
      execFileSync(go, ['version'], { stdio: 'ignore' });
      return go;
    } catch {}
  }
  return undefined;
}

/** Why the third parties can't be had on this machine, in a line; undefined where they can. */
export function obstacle(): string | undefined {
  const go = command();
  if (!go) return 'there is no Go on this machine (https://go.dev/dl)';
  try {
    execFileSync(go, ['mod', 'download'], { cwd: FOLDER, stdio: ['ignore', 'ignore', 'pipe'] });
    return undefined;
  } catch (error) {
    const [line = ''] = String((error as { stderr?: Buffer }).stderr ?? error).split('\n');
    return `their Go modules can't be downloaded: ${line}`;
  }
}

/** Builds the program of this folder to `path`. Takes minutes the first time. Throws where it does not compile. */
export function build(path: string): void {
  execFileSync(command()!, ['build', '-mod=readonly', '-o', path, '.'], { cwd: FOLDER, stdio: 'inherit' });
}
