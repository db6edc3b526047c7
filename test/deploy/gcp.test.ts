import { execFile } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempDisposableSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, it, onTestFinished } from 'vitest';
import { parse } from 'yaml';
import type { GcloudState } from './fake-gcloud.ts';
import { putGcloud } from './gcloud-command.ts';

const SCRIPT = resolve('deploy/gcp.sh');
const URL_OF_SERVICE = 'https://roomcal-4711.europe-west8.run.app';
const IMAGE = 'docker.example.org/roomcal:1';
const run = promisify(execFile);

/** Commands that only look. */
const LOOKS = /describe|list|access|get-iam-policy/;

const EMPTY: GcloudState = {
  project: 'acme',
  calls: [],
  apis: [],
  accounts: [],
  roles: {},
  topics: [],
  buckets: [],
  repositories: [],
  images: [],
  secrets: {},
  bindings: {},
  revisions: [],
};

/** A machine with a gcloud that is logged in to a project, and a folder with a configuration. */
async function aMachine(project = EMPTY, config: object = { gcal_watch_function_url: URL_OF_SERVICE }) {
  const folder = mkdtempDisposableSync(join(tmpdir(), 'roomcal-gcp-'));
  onTestFinished(() => folder.remove());
  const [bin, place] = [join(folder.path, 'bin'), join(folder.path, 'state.json')];
  mkdirSync(bin);
  await putGcloud(bin, place);
  writeFileSync(place, JSON.stringify(project));
  const file = join(folder.path, 'config.json');
  writeFileSync(file, JSON.stringify(config));
  const env = { PATH: `${bin}:${process.env.PATH}`, HOME: folder.path };
  const state = () => JSON.parse(readFileSync(place, 'utf8')) as GcloudState;
  return {
    folder: folder.path,
    config: file,
    env,
    state,
    set: (more: Partial<GcloudState>) => writeFileSync(place, JSON.stringify({ ...state(), ...more })),
    /** What the script changes when it is run like this, and what it says. */
    async deploy(...args: string[]) {
      const before = state().calls.length;
      const all = ['--project', 'acme', '--region', 'europe-west8', ...args];
      const options = { env, cwd: folder.path };
      const done = await run('bash', [SCRIPT, ...all], options).then(
        ({ stdout, stderr }) => ({ code: 0, stdout, stderr }),
        ({ code, stdout, stderr }) => ({ code, stdout, stderr }),
      );
      const calls = state()
        .calls.slice(before)
        .map((words) => words.join(' '));
      return { ...done, changes: calls.filter((call) => !LOOKS.test(call)) };
    },
  };
}

const served = ({ service }: GcloudState) => parse(service!.manifest).spec.template.spec;

/** A project to which `IMAGE` was deployed, the first time. */
let deployed: GcloudState;

describe('deploy/gcp.sh', () => {
  it('makes all that roomcal needs in an empty project, and the second time changes nothing', async () => {
    const { deploy, state } = await aMachine();
    const first = await deploy('--image', IMAGE);
    expect(first).toMatchObject({ code: 0, stderr: '' });
    expect(first.stdout).toContain(`roomcal: ${URL_OF_SERVICE}`);
    const { apis, topics, buckets, secrets, roles } = state();
    expect(apis.toSorted()).toEqual(
      ['calendar-json', 'iam', 'pubsub', 'run', 'secretmanager', 'storage'].map(
        (api) => `${api}.googleapis.com`,
      ),
    );
    expect([topics, buckets]).toEqual([['roomcalendar_events'], ['gs://acme-roomcal-watch-ids']]);
    expect(Object.keys(secrets)).toEqual(['roomcal-config']);
    expect(roles.roomcal).toContain('pubsub.subscriptions.create');
    deployed = state();
    expect(await deploy('--image', IMAGE)).toMatchObject({ code: 0, changes: [] });
    expect(state().revisions).toHaveLength(1);
  });

  it("gives the service's account what it needs, each where it is needed, and nobody anything else", () => {
    const member = 'serviceAccount:roomcal@acme.iam.gserviceaccount.com';
    expect(deployed.bindings).toEqual({
      acme: [`${member} projects/acme/roles/roomcal`],
      'gs://acme-roomcal-watch-ids': [`${member} roles/storage.objectUser`],
      'roomcal-config': [`${member} roles/secretmanager.secretAccessor`],
    });
  });

  it('deploys what was configured anew, as a version of its own', async () => {
    const { deploy, state, config } = await aMachine(deployed);
    writeFileSync(config, JSON.stringify({ gcal_watch_function_url: URL_OF_SERVICE, sweep_mins: 3 }));
    const { changes } = await deploy('--image', IMAGE);
    expect(changes).toEqual([
      'secrets versions add roomcal-config',
      expect.stringMatching(/^run services replace/),
    ]);
    const [{ secret }] = served(state()).volumes;
    expect(secret.items).toEqual([{ key: '2', path: 'config.json' }]);
  });

  it('mounts a key file into a folder of its own, and keeps it where it is not named again', async () => {
    const { deploy, state, folder } = await aMachine(deployed);
    const key = join(folder, 'key.json');
    writeFileSync(key, 'key');
    await deploy('--image', IMAGE, '--credentials', key);
    const folders = served(state()).containers[0].volumeMounts.map(
      ({ mountPath }: { mountPath: string }) => mountPath,
    );
    expect(folders).toEqual(['/etc/roomcal/config', '/etc/roomcal/credentials']);
    expect(await deploy('--image', IMAGE)).toMatchObject({ changes: [] });
  });

  it('prints what it would do, and does nothing', async () => {
    const { deploy } = await aMachine();
    const { code, stdout, changes } = await deploy('--image', IMAGE, '--dry-run');
    expect([code, changes]).toEqual([0, []]);
    for (const command of ['services enable', 'iam roles create', 'secrets create', 'run services replace'])
      expect(stdout).toContain(`+ gcloud ${command} `);
    expect(stdout).toContain(`image: ${IMAGE}`);
  });

  it('goes back to the revision before, and forward again', async () => {
    const { deploy, state } = await aMachine(deployed);
    for (const tag of ['2', '3']) await deploy('--image', `docker.example.org/roomcal:${tag}`);
    for (const before of ['roomcal-00002', 'roomcal-00001']) {
      const { changes } = await deploy('--rollback');
      expect(changes).toEqual(['run services update-traffic roomcal']);
      expect(state().service?.serving).toBe(before);
    }
    const none = expect.stringMatching(/there is no revision before roomcal-00001/);
    expect(await deploy('--rollback')).toMatchObject({ code: 1, stderr: none, changes: [] });
    await deploy('--image', 'docker.example.org/roomcal:3');
    expect(state().service?.serving).toBe('roomcal-00003');
  });

  it('leaves what serves where a revision does not become ready, and does not take it for deployed', async () => {
    const { deploy, state, set } = await aMachine(deployed);
    set({ failing: true });
    const other = 'docker.example.org/roomcal:2';
    expect(await deploy('--image', other)).toMatchObject({
      code: 1,
      stderr: expect.stringMatching(/startup probe/),
    });
    expect(state().service?.serving).toBe('roomcal-00001');
    expect((await deploy('--image', other)).changes).toEqual([
      expect.stringMatching(/^run services replace/),
    ]);
  });

  it('says where Google is to push, where the configuration says something else', async () => {
    const { deploy } = await aMachine(deployed, { gcal_watch_function_url: 'https://elsewhere.example.org' });
    const { stdout } = await deploy('--image', IMAGE);
    expect(stdout).toContain(`set gcal_watch_function_url to ${URL_OF_SERVICE}`);
  });

  it('mends a role that somebody changed', async () => {
    const { deploy, state, set } = await aMachine(deployed);
    const { roles } = state();
    set({ roles: { roomcal: ['pubsub.topics.publish'] } });
    expect((await deploy('--image', IMAGE)).changes).toEqual(['iam roles update roomcal']);
    expect(state().roles).toEqual(roles);
  });

  it.each([
    [[], /--project and --region are needed/],
    [['--project', 'acme', '--region'], /--region needs a value/],
    [['--project', 'acme', '--region', 'r', '--config', 'none.json'], /none\.json: there is no such file/],
    [['--project', 'acme', '--region', 'r', '--fast'], /there is no option --fast/],
    [['--project', 'other', '--region', 'r'], /PERMISSION_DENIED/],
  ])('refuses %j in a line', async (args, says) => {
    const { env, folder, state } = await aMachine();
    const error = await run('bash', [SCRIPT, ...args], { env, cwd: folder }).catch((reason) => reason);
    expect(error.code).toBe(1);
    expect(error.stderr).toMatch(says);
    expect(state().calls).toEqual([]);
  });

  it('builds an image of the commit once, and none of what is not committed', async () => {
    const { env, config, state, folder } = await aMachine();
    const clone = join(folder, 'clone');
    mkdirSync(clone);
    for (const one of ['deploy', '.gitignore']) cpSync(one, join(clone, one), { recursive: true });
    // As it lies in a checkout, where git must not see it.
    cpSync(config, join(clone, 'config.json'));
    const git = (...args: string[]) =>
      run('git', ['-c', 'user.name=t', '-c', 'user.email=t@example.org', ...args], { cwd: clone, env });
    const deploy = () =>
      run('bash', ['deploy/gcp.sh', '--project', 'acme', '--region', 'r'], { env, cwd: clone });
    await git('init', '-q');
    await expect(deploy()).rejects.toThrow(/commit what is changed first/);
    await git('add', '.');
    await git('commit', '-qm', 'all');
    await deploy();
    await deploy();
    const { stdout } = await git('rev-parse', '--short=12', 'HEAD');
    expect(state().images).toEqual([`r-docker.pkg.dev/acme/roomcal/roomcal:${stdout.trim()}`]);
    expect(served(state()).containers[0].image).toBe(state().images[0]);
  });

  it('is what bash and shellcheck take', async ({ skip }) => {
    await run('bash', ['-n', SCRIPT]);
    const shellcheck = (process.env.PATH ?? '').split(':').some((one) => existsSync(join(one, 'shellcheck')));
    skip(!shellcheck, 'there is no shellcheck on this machine');
    await run('shellcheck', [SCRIPT]);
  });
});
