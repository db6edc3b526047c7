import { execFile } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, relative } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** What a checkout has that git does not. */
const MADE_HERE = /^(\.git|node_modules|dist|lib|coverage)$/;

/** The package as strangers have it. */
export interface Packed {
  /** What is in the tarball, sorted. */
  files: string[];
  manifest: Record<'dependencies' | 'optionalDependencies', Record<string, string>>;
  /** Where it lies among other packages. */
  folder: string;
  /** An empty folder beside them, where somebody runs it. */
  elsewhere: string;
  /** What `npx roomcal` runs there. */
  entry: string;
  remove(): void;
}

/**
 * Makes the tarball out of a copy of this checkout, as a release does, and installs it without the network: the packages
 * that it asks for, and no others, are links to ours.
 */
export async function packAndInstall(): Promise<Packed> {
  const base = mkdtempSync(join(tmpdir(), 'roomcal-packed-'));
  const [copy, elsewhere] = [join(base, 'copy'), join(base, 'elsewhere')];
  cpSync('.', copy, { recursive: true, filter: (path) => !MADE_HERE.test(relative('.', path)) });
  symlinkSync(join(process.cwd(), 'node_modules'), join(copy, 'node_modules'));
  const { stdout } = await run('npm', ['pack', '--offline', '--json', '--pack-destination', base], {
    cwd: copy,
  });
  // Some versions of npm print an array, some an object by name; before it comes what the scripts print.
  const [told] = Object.values<{ filename: string }>(JSON.parse(stdout.slice(stdout.search(/^[[{]/m))));
  const modules = join(elsewhere, 'node_modules');
  const folder = join(modules, 'roomcal');
  mkdirSync(folder, { recursive: true });
  const tarball = join(base, told!.filename);
  await run('tar', ['-xzf', tarball, '-C', folder, '--strip-components=1']);
  const { stdout: listing } = await run('tar', ['-tzf', tarball]);
  const manifest = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
  for (const name of Object.keys({ ...manifest.dependencies, ...manifest.optionalDependencies })) {
    mkdirSync(dirname(join(modules, name)), { recursive: true });
    symlinkSync(join(process.cwd(), 'node_modules', name), join(modules, name));
  }
  return {
    files: listing
      .trim()
      .split('\n')
      .map((line) => line.replace(/^package\//, ''))
      .toSorted(),
    manifest,
    folder,
    elsewhere,
    entry: join(folder, manifest.bin.roomcal),
    remove: () => rmSync(base, { recursive: true }),
  };
}
