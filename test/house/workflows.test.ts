import { execFile } from 'node:child_process';
import { accessSync, constants, existsSync, globSync, readFileSync } from 'node:fs';
import { promisify } from 'node:util';
import { type Static, Type } from '@sinclair/typebox';
import { Ajv } from 'ajv';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';

const run = promisify(execFile);
const { scripts, version } = JSON.parse(readFileSync('package.json', 'utf8'));

const closed = { additionalProperties: false };
const Permissions = Type.Record(Type.String(), Type.Union([Type.Literal('read'), Type.Literal('write')]));
const Step = Type.Object(
  {
    name: Type.Optional(Type.String()),
    uses: Type.Optional(Type.String()),
    with: Type.Optional(Type.Record(Type.String(), Type.Unknown())),
    run: Type.Optional(Type.String()),
    env: Type.Optional(Type.Record(Type.String(), Type.String())),
  },
  closed,
);
/** What we use of GitHub's workflows; what is written wrongly is no part of it. */
const Workflow = Type.Object(
  {
    name: Type.String(),
    on: Type.Partial(
      Type.Object(
        { push: Type.Unknown(), pull_request: Type.Unknown(), workflow_call: Type.Unknown() },
        closed,
      ),
    ),
    permissions: Permissions,
    jobs: Type.Record(
      Type.String(),
      Type.Union([
        Type.Object({ uses: Type.String(), permissions: Type.Optional(Permissions) }, closed),
        Type.Object(
          {
            needs: Type.Optional(Type.String()),
            strategy: Type.Optional(
              Type.Object({ 'fail-fast': Type.Boolean(), matrix: Type.Unknown() }, closed),
            ),
            'runs-on': Type.Literal('ubuntu-24.04'),
            'timeout-minutes': Type.Number(),
            permissions: Type.Optional(Permissions),
            steps: Type.Array(Step, { minItems: 1 }),
          },
          closed,
        ),
      ]),
    ),
  },
  closed,
);

const isWorkflow = new Ajv().compile<Static<typeof Workflow>>(Workflow);
const FILES = globSync('.github/workflows/*').toSorted();

function workflow(file: string): Static<typeof Workflow> {
  const found = parse(readFileSync(file, 'utf8'));
  if (!isWorkflow(found)) throw new Error(`${file}: ${JSON.stringify(isWorkflow.errors)}`);
  return found;
}

const jobsOf = (file: string) => Object.values(workflow(file).jobs);
const stepsOf = (file: string) => jobsOf(file).flatMap((job) => ('steps' in job ? job.steps : []));
const linesOf = (file: string) => stepsOf(file).flatMap((step) => step.run ?? []);

describe('the workflows', () => {
  it('test, build the image and release', () => {
    expect(FILES).toEqual(['image', 'release', 'test'].map((name) => `.github/workflows/${name}.yml`));
  });

  describe.each(FILES)('%s', (file) => {
    it('is written as GitHub reads it, and begins without rights to write', () => {
      expect(Object.values(workflow(file).permissions)).not.toContain('write');
    });

    it('uses actions at a commit, whose version it names, and workflows that are there', () => {
      const used = readFileSync(file, 'utf8').match(/\buses: .*/g)!;
      for (const one of used)
        expect(one).toMatch(/^uses: ([\w-]+\/[\w-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+|\.\/\.github\/\S+)$/);
      for (const job of jobsOf(file)) {
        if (!('uses' in job)) continue;
        expect(workflow(job.uses.replace('./', '')).on).toHaveProperty('workflow_call');
      }
    });

    it('leaves no credentials behind in what it checks out', () => {
      const checkouts = stepsOf(file).filter(({ uses }) => uses?.startsWith('actions/checkout@'));
      expect(checkouts.length).toBeGreaterThan(0);
      for (const { with: options } of checkouts)
        expect(options).toMatchObject({ 'persist-credentials': false });
    });

    it('waits for jobs that it has', () => {
      const { jobs } = workflow(file);
      for (const job of Object.values(jobs)) if ('needs' in job) expect(jobs).toHaveProperty([job.needs!]);
    });

    it('calls npm scripts and files that are there, in lines that a shell understands', async () => {
      for (const line of linesOf(file)) {
        await run('bash', ['-n', '-c', line]);
        // What others may have named does not become part of a command.
        expect(line).not.toContain('$' + '{{');
        for (const [, name] of line.matchAll(/npm run ([\w:-]+)/g)) expect(scripts).toHaveProperty([name!]);
        if (/npm test/.test(line)) expect(scripts).toHaveProperty('test');
        for (const [path] of line.matchAll(/(?<![\w/])\.(ci|github)\/[\w./-]+/g))
          expect(() => accessSync(path, constants.X_OK)).not.toThrow();
      }
    });
  });

  it('test on the Node that many machines have, and on the one that is needed', () => {
    const [test] = jobsOf('.github/workflows/test.yml');
    expect(test).toMatchObject({ strategy: { matrix: { node: [22, 24] } } });
    const commands = ['npm ci', 'npm test', 'npm run test:long'];
    expect(linesOf('.github/workflows/test.yml')).toEqual(expect.arrayContaining(commands));
  });

  it.each([
    ['image', { packages: 'write' }],
    ['release', { 'id-token': 'write' }],
  ])('%s publishes what a tag names, after the tests, with no right but %j', (name, right) => {
    const { on, jobs } = workflow(`.github/workflows/${name}.yml`);
    expect(Object.keys(on)).toEqual(['push']);
    expect(Object.keys(on.push as object)).toEqual(['tags']);
    for (const job of Object.values(jobs)) {
      if ('uses' in job) expect(job.permissions).toEqual({ contents: 'read' });
      else expect(job).toMatchObject({ needs: 'test', permissions: { contents: 'read', ...right } });
    }
    expect(linesOf(`.github/workflows/${name}.yml`)[0]).toBe('.ci/tag');
  });

  it('publish to npm what was packed, and say where it comes from', () => {
    const lines = linesOf('.github/workflows/release.yml');
    expect(lines.slice(-2)).toEqual([
      'npm pack',
      expect.stringMatching(/^npm publish ".\/roomcal-\S+\.tgz" --provenance/),
    ]);
  });
});

describe('.ci', () => {
  it.each(globSync('.ci/*'))(
    '%s is a script that a shell understands, and names files that are there',
    async (file) => {
      await run('bash', ['-n', file]);
      accessSync(file, constants.X_OK);
      const text = readFileSync(file, 'utf8');
      for (const [, name] of text.matchAll(/npm run ([\w:-]+)/g)) expect(scripts).toHaveProperty([name!]);
      for (const [, target] of text.matchAll(/--target (\w+)/g))
        expect(readFileSync('Dockerfile', 'utf8')).toMatch(new RegExp(`^FROM \\S+ AS ${target}$`, 'm'));
      for (const [, path] of text.matchAll(/'(\.\/[^']+)'/g)) expect(existsSync(path!)).toBe(true);
    },
  );

  const tagged = (name: string) =>
    run('.ci/tag', { env: { ...process.env, GITHUB_REF_NAME: name } }).then(
      () => '',
      ({ stderr }) => stderr,
    );

  it('tag agrees with the version that package.json has, and with no other', async () => {
    expect(await tagged(`v${version}`)).toBe('');
    expect(await tagged(version)).toBe(`the tag is ${version}, and package.json has ${version}\n`);
    expect(await tagged('v99.0.0')).toBe(`the tag is v99.0.0, and package.json has ${version}\n`);
  });
});
