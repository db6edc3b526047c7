import { readFileSync, writeFileSync } from 'node:fs';
import { resolve } from 'node:path';

export interface GcloudState {
  project: string;
  calls: string[][];
  apis: string[];
  accounts: string[];
  /** Permissions by role. */
  roles: Record<string, string[]>;
  topics: string[];
  buckets: string[];
  repositories: string[];
  images: string[];
  /** The versions of each secret, oldest first. */
  secrets: Record<string, string[]>;
  /** `member role` by what they are on. */
  bindings: Record<string, string[]>;
  /** What the service was given, and which revisions came of it, newest first. */
  service?: { manifest: string; serving: string; latest: boolean };
  revisions: string[];
  /** Whether a revision becomes ready. */
  failing?: boolean;
}

/** How a command of gcloud's ends that fails. */
export class GcloudError extends Error {
  readonly code: number;

  constructor(says: string, code: number) {
    super(`ERROR: (gcloud) ${says}`);
    this.code = code;
  }
}

function fail(says: string, code = 1): never {
  throw new GcloudError(says, code);
}
const missing = (what: string) => fail(`NOT_FOUND: ${what}`);

/**
 * A gcloud for tests, run in the folder `cwd`: it keeps what it was told in the file `place`, and knows no command or flag
 * but those that deploy/gcp.sh needs, each of them as Google's own has it. Gives what it prints.
 */
export function gcloud(args: string[], place: string, cwd: string): string {
  const state: GcloudState = JSON.parse(readFileSync(place, 'utf8'));
  const words: string[] = [];
  const flags: Record<string, string> = {};
  for (const arg of args) {
    const [, name, value = ''] = /^--([a-z-]+)(?:=(.*))?$/s.exec(arg) ?? [];
    if (name) flags[name] = value;
    else words.push(arg);
  }

  let said = '';
  const out = (...values: unknown[]) => {
    said += `${values.join('\t')}\n`;
  };
  const need = (list: readonly string[], name: string) => list.includes(name) || missing(name);
  function add(list: string[], name: string): void {
    if (list.includes(name)) fail(`ALREADY_EXISTS: ${name}`);
    list.push(name);
  }

  function roles(on: string): void {
    const member = /"(.+)"/.exec(flags.filter ?? '')?.[1];
    for (const one of state.bindings[on] ?? []) {
      const [who, role] = one.split(' ');
      if (who === member) out(role);
    }
  }
  function bind(on: string): void {
    state.bindings[on] ??= [];
    state.bindings[on].push(`${flags.member} ${flags.role}`);
  }
  const secret = (name: string) => state.secrets[name] ?? missing(name);
  const data = () => readFileSync(resolve(cwd, flags['data-file']!), 'utf8');

  type Command = [flags: string[], act: (name: string) => unknown];
  const READ = ['format'];
  const POLICY = ['flatten', 'filter', ...READ];
  const BIND = ['member', 'role', ...READ];

  const COMMANDS: Record<string, Command> = {
    'projects describe': [READ, (name) => (name === state.project ? out('4711') : missing(name))],
    'projects get-iam-policy': [POLICY, (name) => roles(name)],
    'projects add-iam-policy-binding': [[...BIND, 'condition'], (name) => bind(name)],
    'services list': [['enabled', ...READ], () => state.apis.forEach((api) => void out(api))],
    'services enable': [[], () => state.apis.push(...words.slice(2))],
    'iam service-accounts describe': [READ, (name) => need(state.accounts, name)],
    'iam service-accounts create': [
      ['display-name'],
      (name) => add(state.accounts, `${name}@${state.project}.iam.gserviceaccount.com`),
    ],
    'iam roles describe': [
      READ,
      (name) => {
        const permissions = state.roles[name] ?? missing(name);
        if (flags.format?.startsWith('value')) out(permissions.join(';'));
      },
    ],
    'iam roles create': [
      ['title', 'permissions'],
      (name) => (state.roles[name] = flags.permissions!.split(',')),
    ],
    'iam roles update': [['permissions'], (name) => (state.roles[name] = flags.permissions!.split(','))],
    'pubsub topics describe': [READ, (name) => need(state.topics, name)],
    'pubsub topics create': [[], (name) => add(state.topics, name)],
    'storage buckets describe': [READ, (name) => need(state.buckets, name)],
    'storage buckets create': [
      ['location', 'uniform-bucket-level-access', 'public-access-prevention'],
      (name) => add(state.buckets, name),
    ],
    'storage buckets get-iam-policy': [POLICY, (name) => roles(name)],
    'storage buckets add-iam-policy-binding': [BIND, (name) => bind(name)],
    'secrets describe': [READ, (name) => secret(name)],
    'secrets create': [['replication-policy', 'data-file'], (name) => (state.secrets[name] = [data()])],
    'secrets get-iam-policy': [POLICY, (name) => roles(name)],
    'secrets add-iam-policy-binding': [BIND, (name) => bind(name)],
    'secrets versions describe': [['secret', ...READ], () => out(secret(flags.secret!).length)],
    'secrets versions access': [
      ['secret', 'out-file'],
      () => writeFileSync(resolve(cwd, flags['out-file']!), secret(flags.secret!).at(-1)!),
    ],
    'secrets versions add': [['data-file'], (name) => secret(name).push(data())],
    'artifacts repositories describe': [['location', ...READ], (name) => need(state.repositories, name)],
    'artifacts repositories create': [
      ['location', 'repository-format'],
      (name) => add(state.repositories, name),
    ],
    'artifacts docker images describe': [READ, (name) => need(state.images, name)],
    'builds submit': [['tag'], () => state.images.push(flags.tag!)],
    'run services describe': [
      ['region', ...READ],
      () => {
        const { service, revisions } = state;
        if (!service) return missing('roomcal');
        if (flags.format?.includes('status.traffic')) return out(service.serving);
        const label = /manifest: "(.+)"/.exec(service.manifest)?.[1];
        const latest = service.latest ? 'True' : 'False';
        const ready = state.failing ? (revisions[1] ?? '') : revisions[0];
        return out(label, latest, ready, revisions[0]);
      },
    ],
    'run services replace': [
      ['region'],
      (file) => {
        const manifest = readFileSync(resolve(cwd, file), 'utf8');
        const isNew = manifest !== state.service?.manifest;
        if (isNew) state.revisions.unshift(`roomcal-0000${state.revisions.length + 1}`);
        const serving = state.failing ? state.service?.serving : state.revisions[0];
        state.service = { manifest, serving: serving ?? '', latest: true };
        if (state.failing) {
          writeFileSync(place, JSON.stringify(state));
          fail('The user-provided container failed the configured startup probe checks.');
        }
      },
    ],
    'run services update-traffic': [
      ['region', 'to-revisions'],
      () => {
        const [serving = ''] = flags['to-revisions']!.split('=');
        need(state.revisions, serving);
        state.service = { ...state.service!, serving, latest: false };
      },
    ],
    'run revisions list': [
      ['service', 'region', 'sort-by', ...READ],
      () => state.revisions.forEach((name) => void out(name)),
    ],
  };

  const [command, [known, act]] = Object.entries(COMMANDS).find(([name]) =>
    `${words.join(' ')} `.startsWith(`${name} `),
  ) ?? ['', fail(`Invalid choice: ${words.join(' ')}`, 2)];
  const strange = Object.keys(flags).filter((flag) => ![...known, 'project', 'quiet'].includes(flag));
  if (strange.length > 0) fail(`unrecognized arguments: --${strange.join(' --')}`, 2);
  if (flags.project !== state.project) fail(`PERMISSION_DENIED: ${flags.project}`);
  state.calls.push(words);
  act(words[command.split(' ').length] ?? '');
  writeFileSync(place, JSON.stringify(state));
  return said;
}
