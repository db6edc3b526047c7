import { globSync, readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';

/** One file of ours that imports something. */
export interface Import {
  file: string;
  /** A package, `node:…`, or a file of ours as `src/…`. */
  of: string;
  typesOnly: boolean;
  /** Only when it is needed. */
  lazy: boolean;
}

export const files = globSync('src/**/*.{ts,tsx}').map(normalize).sort();
export const imports: readonly Import[] = files.flatMap(importsOf);

function importsOf(file: string): Import[] {
  const text = readFileSync(file, 'utf8');
  const statements = text.matchAll(
    /^(?:import|export)\s+(type\s)?[^;]*?from\s+'([^']+)'|\bimport\('([^']+)'\)/gm,
  );
  return [...statements].map(([statement, type, from, lazily]) => {
    const target = from ?? lazily ?? '';
    const names = statement
      .match(/\{([^}]*)\}/)?.[1]
      ?.split(',')
      .map((name) => name.trim())
      .filter(Boolean);
    // `import got, { type Response }` has a value before its types.
    const valued = /^import\s+(?!type\s)\w+\s*,/.test(statement);
    const typesOnly =
      type !== undefined || (!valued && (names?.every((name) => name.startsWith('type ')) ?? false));
    const of = target.startsWith('.') ? join(dirname(file), target) : target;
    return { file, of, typesOnly, lazy: lazily !== undefined };
  });
}

/** The folder of `src/` in which a file lies, or the file itself where it lies in none; undefined for a package. */
export function roomOf(path: string): string | undefined {
  const [src, first, rest] = path.split('/');
  if (src !== 'src') return undefined;
  return rest === undefined ? first : first?.concat('/');
}

/** Which folder imports which: `types` where nothing but types is imported. */
export function arrows(): { from: string; to: string; types: boolean }[] {
  const found = new Map<string, { from: string; to: string; types: boolean }>();
  for (const { file, of, typesOnly } of imports) {
    const [from, to] = [roomOf(file), roomOf(of)];
    if (from === undefined || to === undefined || from === to) continue;
    const arrow = found.get(`${from} ${to}`);
    found.set(`${from} ${to}`, { from, to, types: typesOnly && (arrow?.types ?? true) });
  }
  return [...found.values()];
}

/** Circles of files that import each other, were it but for a type: each as a path. */
export function circles(): string[] {
  const uses = Map.groupBy(
    imports.filter(({ of }) => of.startsWith('src/')),
    ({ file }) => file,
  );
  const found: string[] = [];
  const done = new Set<string>();
  const visit = (file: string, path: string[]): void => {
    if (path.includes(file)) found.push([...path.slice(path.indexOf(file)), file].join(' -> '));
    if (path.includes(file) || done.has(file)) return;
    for (const { of } of uses.get(file) ?? []) visit(of, [...path, file]);
    done.add(file);
  };
  for (const file of files) visit(file, []);
  return found;
}
