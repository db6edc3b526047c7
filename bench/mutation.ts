import { execFileSync, spawn } from 'node:child_process';
import { existsSync, globSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { parseArgs } from 'node:util';
import { parseSync } from 'vite';

// Small wrong changes, one at a time, in a copy of what is committed: which of them does no test notice?
// Usage: node bench/mutation.ts [--files 'src/machines/**/*.ts'] [--sample 20] [--seed 1] [--near] [--limit 300]
// --near runs the tests beside alone (test/machines for src/machines), --list runs none and prints what would be tried.

const { values } = parseArgs({
  options: {
    files: { type: 'string', default: 'src/{machines,io,http,telemetry,configuration,timing}/**/*.ts' },
    sample: { type: 'string', default: '20' },
    seed: { type: 'string', default: '1' },
    /** How long the tests of one mutant may take, in s: it counts as killed then, as one that hangs is. */
    limit: { type: 'string', default: '300' },
    near: { type: 'boolean', default: false },
    list: { type: 'boolean', default: false },
  },
});

const ROOT = execFileSync('git', ['rev-parse', '--show-toplevel'], { encoding: 'utf8' }).trim();
/** From a start to an end. */
const LIFE = ['closing', 'configured', 'process', 'readiness', 'signals'].map(
  (name) => `test/end-to-end/${name}.test.ts`,
);
/** The tests beside: of a folder of `src/`, or of a file that lies in none. */
const BESIDE: Record<string, string[]> = {
  'src/agenda': ['test/agenda'],
  'src/bootstrap.ts': LIFE,
  'src/configuration': ['test/configuration'],
  'src/http': ['test/http'],
  'src/io': ['test/io', 'test/contract'],
  'src/machines': ['test/machines'],
  'src/record': ['test/record'],
  'src/replay': ['test/replay'],
  'src/sandbox': ['test/sandbox'],
  'src/service.ts': LIFE,
  'src/telemetry': ['test/telemetry', 'test/http/platform'],
  'src/timing': ['test/timing'],
};
/** Whoever has only these among the tests that import it needs no process for each file of them. */
const INSIDE = ['agenda', 'http', 'machines', 'record', 'replay'].map((folder) => `src/${folder}`);
/** What these test is slow, or not the mutant: a page, a chart, thousands of days. */
const ELSEWHERE = ['test/house/**', 'test/simulation/**', 'test/visualizer/**'];

interface Node {
  type: string;
  start: number;
  end: number;
  [key: string]: unknown;
}

interface Mutant {
  file: string;
  line: number;
  start: number;
  end: number;
  /** What stands in place of the text from `start` to `end`. */
  to: string;
}

type Fate = { type: 'killed' | 'late'; by: string } | { type: 'survived' };

const SWAPPED: Record<string, string> = {
  '<': '<=',
  '<=': '<',
  '>': '>=',
  '>=': '>',
  '===': '!==',
  '!==': '===',
  '+': '-',
  '-': '+',
  '*': '/',
  '/': '*',
  '&&': '||',
  '||': '&&',
};

/** All mutants of a file, in the order of its text. */
function mutantsOf(file: string): Mutant[] {
  const text = readFileSync(join(ROOT, file), 'utf8');
  const { program } = parseSync(file, text);
  const textOf = ({ start, end }: Node) => text.slice(start, end);
  const found: Mutant[] = [];
  const targets = new Set([...text.matchAll(/\btarget: ('[^']+')/g)].map(([, name]) => name!));

  function add({ start, end }: { start: number; end: number }, to: string): void {
    const line = text.slice(0, start).split('\n').length;
    found.push({ file, line, start, end, to });
  }
  const negate = (test: Node) => add(test, `!(${textOf(test)})`);
  /** Takes out one of several, with the comma after it. */
  function drop(one: Node): void {
    const comma = text.slice(one.end).match(/^\s*,/)?.[0].length ?? 0;
    add({ start: one.start, end: one.end + comma }, '');
  }

  function visit(node: Node, parent?: Node): void {
    // Types are nobody's behaviour, nor are imports.
    if (/^(TS(?!As|NonNull|Satisfies)|Import|ExportAll)/.test(node.type)) return;
    switch (node.type) {
      case 'BinaryExpression':
      case 'LogicalExpression': {
        const [left, right, operator] = [node.left as Node, node.right as Node, String(node.operator)];
        const isOfTexts = [left, right].some(
          ({ type, value }) =>
            type === 'TemplateLiteral' || (type === 'Literal' && typeof value === 'string'),
        );
        if (operator === '??') add(node, textOf(left));
        else if (SWAPPED[operator] && !(operator === '+' && isOfTexts)) {
          const at = left.end + text.slice(left.end, right.start).indexOf(operator);
          add({ start: at, end: at + operator.length }, SWAPPED[operator]);
        }
        break;
      }
      case 'IfStatement': {
        negate(node.test as Node);
        const { type, body } = node.consequent as Node & { body?: Node[] };
        const last = type === 'BlockStatement' ? body?.at(-1)?.type : type;
        if (!node.alternate && /^(Return|Throw|Continue)/.test(last ?? '')) add(node, '');
        break;
      }
      case 'ConditionalExpression':
        negate(node.test as Node);
        break;
      case 'UnaryExpression':
        if (node.operator === '!') add(node, textOf(node.argument as Node));
        break;
      case 'AwaitExpression':
        if (parent?.type !== 'ExpressionStatement') add(node, textOf(node.argument as Node));
        else add(node, `void ${textOf(node.argument as Node)}`);
        break;
      case 'ExpressionStatement':
        if (/^(Call|Await|Assignment|Unary|Chain)Expression$/.test((node.expression as Node).type))
          if (!/^super\b/.test(textOf(node))) add(node, ';');
        break;
      case 'Property':
        // A change is small; and types, and what only a reader is told, are nobody's behaviour.
        if (parent?.type === 'ObjectExpression' && node.end - node.start < 160)
          if (!/^(types|description|hint|help):/.test(textOf(node))) drop(node);
        if (textOf(node).startsWith('target: ') && targets.size > 1)
          add(node.value as Node, [...targets].find((name) => name !== textOf(node.value as Node))!);
        break;
      case 'ArrayExpression': {
        const elements = node.elements as Node[];
        if (elements.length > 1) for (const element of elements) drop(element);
        break;
      }
      case 'Literal':
        // A number that counts is off by one, one that measures by a thousand times.
        if (typeof node.value === 'number')
          add(
            node,
            node.value > 2 ? `${node.raw}_000`.replace(/^(.*\..*)_000$/, '$1e3') : `${node.value + 1}`,
          );
        if (typeof node.value === 'boolean') add(node, String(!node.value));
        break;
      case 'CallExpression': {
        const { callee } = node as Node & { callee: Node };
        const other = { 'Math.min': 'Math.max', 'Math.max': 'Math.min' }[textOf(callee)];
        if (other) add(callee, other);
        break;
      }
      case 'ArrowFunctionExpression':
        // A guard, most of them: what it says is told the other way round.
        if (/^'[^']+': /.test(parent ? textOf(parent) : '') && isCondition(node.body as Node))
          negate(node.body as Node);
        break;
    }
    for (const child of Object.values(node).flat()) if (isNode(child)) visit(child, node);
  }

  visit(program as unknown as Node);
  const isNew = ({ start, end, to }: Mutant) => text.slice(start, end) !== to;
  return found.filter(isNew).toSorted((a, b) => a.start - b.start || a.end - b.end);
}

/** Whether what it comes to is true or false, as far as can be told without its types. */
function isCondition({ type, operator, callee }: Node): boolean {
  if (type === 'CallExpression')
    return /^(is|has|may|can|holds|proves|covers)/.test(String((callee as Node).name));
  return /^([<>]=?|[!=]==|&&|\|\||!)$/.test(String(operator));
}

function isNode(value: unknown): value is Node {
  return typeof value === 'object' && value !== null && 'type' in value && 'start' in value;
}

/** So many of them, the same for each seed (mulberry32). */
function sampleOf<T>(all: readonly T[], size: number, seed: number): T[] {
  let state = seed;
  function random(): number {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  }
  const rest = [...all];
  const taken: T[] = [];
  while (taken.length < size && rest.length > 0)
    taken.push(...rest.splice(Math.floor(random() * rest.length), 1));
  return taken;
}

/** The folder of `src/` that a file is counted under. */
function folderOf(file: string): string {
  return file.split('/').slice(0, 2).join('/');
}

/** Runs vitest in the copy until a test fails; `limit` is in ms. */
async function run(copy: string, args: string[], limit: number): Promise<Fate> {
  const child = spawn(
    process.execPath,
    [join(copy, 'node_modules/vitest/vitest.mjs'), ...args, '--bail', '1'],
    {
      cwd: copy,
      env: { ...process.env, NO_COLOR: '1', CI: '1' },
      // Of its own group, so that its workers can be ended with it.
      detached: true,
      stdio: ['ignore', 'pipe', 'pipe'],
    },
  );
  let printed = '';
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding('utf8').on('data', (text) => {
      printed += text;
    });
  // Whoever ends this ends the tests with it.
  const end = () => process.kill(-child.pid!, 'SIGKILL');
  process.once('exit', end);
  const { promise, resolve } = Promise.withResolvers<Fate>();
  const timer = setTimeout(() => {
    end();
    resolve({ type: 'late', by: `nothing within ${Math.round(limit / 1_000)} s` });
  }, limit);
  child.once('close', (code) => {
    clearTimeout(timer);
    process.off('exit', end);
    const by =
      printed.match(/^\s*FAIL\s+(.*)$/m)?.[1] ?? printed.match(/^.*Error.*$/m)?.[0] ?? 'an exit code';
    if (code === 0) resolve({ type: 'survived' });
    else resolve({ type: /\b(Test|Hook) timed out\b/.test(printed) ? 'late' : 'killed', by });
  });
  return promise;
}

async function besideOf(copy: string, folder: string, limit: number): Promise<Fate> {
  const beside = BESIDE[folder];
  return beside ? run(copy, ['run', ...beside], limit) : { type: 'survived' };
}

/** The tests beside the file, and then, unless one has failed already, all others that import it. */
async function tested(copy: string, file: string): Promise<Fate> {
  const deadline = performance.now() + Number(values.limit) * 1_000;
  const left = () => Math.max(deadline - performance.now(), 1_000);
  const beside = (BESIDE[folderOf(file)] ?? []).filter((path) => existsSync(join(copy, path)));
  const near: Fate = beside.length > 0 ? await run(copy, ['run', ...beside], left()) : { type: 'survived' };
  if (near.type !== 'survived' || (values.near && beside.length > 0)) return near;
  const without = [...ELSEWHERE, ...beside.map((path) => `${path}/**`)];
  const projects = INSIDE.includes(folderOf(file)) ? ['--project', 'inside'] : [];
  const others = ['related', file, '--run', '--passWithNoTests', ...projects];
  return run(copy, [...others, ...without.flatMap((path) => ['--exclude', path])], left());
}

function inWords({ file, line, start, end, to }: Mutant): string {
  const text = readFileSync(join(ROOT, file), 'utf8');
  const flat = (part: string) => part.replace(/\s+/g, ' ').slice(0, 100);
  const after = to === '' || to === ';' ? 'nothing' : `\`${flat(to)}\``;
  return `${file}:${line}  \`${flat(text.slice(start, end))}\` -> ${after}`;
}

const files = globSync(values.files, { cwd: ROOT }).toSorted();
const all = files.flatMap(mutantsOf);
const sample = sampleOf(all, Number(values.sample), Number(values.seed));
const print = (line: string) => void process.stdout.write(`${line}\n`);
print(
  `${files.length} files, ${all.length} mutants, ${sample.length} of them tried with seed ${values.seed}`,
);

if (values.list) for (const mutant of sample) print(inWords(mutant));
else await tryAll();

async function tryAll(): Promise<void> {
  const copy = mkdtempSync(join(tmpdir(), 'roomcal-mutation-'));
  for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => process.exit(1));
  process.once('exit', () => rmSync(copy, { recursive: true, force: true }));
  execFileSync('git', ['clone', '-q', '--shared', ROOT, copy]);
  for (const linked of ['node_modules', 'dist'])
    if (existsSync(join(ROOT, linked))) symlinkSync(join(ROOT, linked), join(copy, linked));
  for (const folder of new Set(sample.map(({ file }) => folderOf(file)))) {
    const fate = await besideOf(copy, folder, Number(values.limit) * 1_000);
    if ('by' in fate) throw new Error(`without any mutant: ${folder}: ${fate.by}`);
  }
  const fates: { mutant: Mutant; fate: Fate }[] = [];
  for (const mutant of sample) {
    const path = join(copy, mutant.file);
    const text = readFileSync(path, 'utf8');
    if (text !== readFileSync(join(ROOT, mutant.file), 'utf8'))
      throw new Error(`${mutant.file} is not committed as it is here`);
    writeFileSync(path, `${text.slice(0, mutant.start)}${mutant.to}${text.slice(mutant.end)}`);
    const begun = performance.now();
    const fate = await tested(copy, mutant.file);
    writeFileSync(path, text);
    const took = `${((performance.now() - begun) / 1_000).toFixed(0)} s`.padStart(5);
    print(`${fate.type.padEnd(8)} ${took}  ${inWords(mutant)}${'by' in fate ? `  (${fate.by})` : ''}`);
    fates.push({ mutant, fate });
  }
  tell(fates);
}

function tell(fates: readonly { mutant: Mutant; fate: Fate }[]): void {
  const survived = fates.filter(({ fate }) => fate.type === 'survived');
  const row = (name: string, ofIt: typeof fates) => {
    const killed = ofIt.filter(({ fate }) => fate.type !== 'survived').length;
    const late = ofIt.filter(({ fate }) => fate.type === 'late').length;
    const score = `${((100 * killed) / Math.max(ofIt.length, 1)).toFixed(0)} %`;
    print(`| ${name} | ${ofIt.length} | ${killed} | ${late} | ${score} |`);
  };
  print('\n| folder | tried | killed | of these late | score |\n|---|---|---|---|---|');
  const byFolder = Map.groupBy(fates, ({ mutant }) => dirname(mutant.file));
  for (const [folder, ofIt] of [...byFolder].toSorted(([a], [b]) => a.localeCompare(b))) row(folder, ofIt);
  row('all', fates);
  print(`\n${survived.length} survivors${survived.length > 0 ? ':' : ''}`);
  for (const { mutant } of survived) print(inWords(mutant));
}
