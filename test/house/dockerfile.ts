import { readFileSync } from 'node:fs';

interface Instruction {
  /** `COPY`, in capitals. */
  name: string;
  /** What follows, on one line. */
  args: string;
}

export interface Stage {
  name: string;
  /** An image, or an earlier stage. */
  from: string;
  instructions: Instruction[];
}

const instructions = readFileSync('Dockerfile', 'utf8')
  .replace(/^#.*\n/gm, '')
  .replace(/\\\n\s*/g, '')
  .split('\n')
  .filter((line) => line.trim() !== '')
  .map((line) => {
    const [, name = '', args = ''] = line.match(/^([A-Z]+) +(.*)$/) ?? [];
    return { name, args };
  });

/** The arguments of the build that stand before all stages, with their defaults. */
export const globals = new Map<string, string>();
export const stages: Stage[] = [];

for (const instruction of instructions) {
  const [from, , name] = instruction.args.split(' ');
  if (instruction.name === 'FROM') stages.push({ name: name ?? '', from: from!, instructions: [] });
  else if (stages.length > 0) stages.at(-1)!.instructions.push(instruction);
  else globals.set(...(instruction.args.split('=') as [string, string]));
}

/** The instructions of a stage after those of the stages that it is based on. */
export function allOf(name: string): Instruction[] {
  const stage = stages.find((one) => one.name === name);
  return stage ? [...allOf(stage.from), ...stage.instructions] : [];
}

/** The last arguments of an instruction of a stage, or of those that it is based on. */
export function lastOf(stage: string, name: string): string {
  return allOf(stage).findLast((one) => one.name === name)?.args ?? '';
}

/** What a stage copies: from which other stage, if any, and which files. */
export function copiesOf({ instructions: all }: Stage): { from: string | undefined; sources: string[] }[] {
  return all
    .filter(({ name }) => name === 'COPY')
    .map(({ args }) => {
      const [, from, files = ''] = args.match(/^(?:--from=(\S+) )?(.*)$/) ?? [];
      return { from, sources: files.split(/ +/).slice(0, -1) };
    });
}

/** What is sent to the build, as .dockerignore says: all but this is ignored. */
export const sent = readFileSync('.dockerignore', 'utf8')
  .split('\n')
  .flatMap((line) => (line.startsWith('!') ? [line.slice(1)] : []));

/** What is taken out of the sources for production. */
export const removed = allOf('production-sources')
  .filter(({ name, args }) => name === 'RUN' && args.startsWith('rm -r '))
  .flatMap(({ args }) => args.split(/ +/).slice(2));

/** What the production image does not hold of `src/`. */
export const IGNORED = removed.filter((path) => path.startsWith('src/'));

/** Whether it lacks that file. */
export const isIgnored = (path: string) => IGNORED.some((one) => path === one || path.startsWith(`${one}/`));
