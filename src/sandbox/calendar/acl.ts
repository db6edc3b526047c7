import { hash } from 'node:crypto';
import { invalid, Refusal, required } from '../refusal.ts';
import { ruleIn } from './resources.ts';
import type { Calendar, Rule } from './stored-event.ts';

/** Google's roles, each of which may do what those before it may. */
const ROLES = ['none', 'freeBusyReader', 'reader', 'writerWithoutPrivateAccess', 'writer', 'owner'];
const SCOPES = ['default', 'user', 'group', 'domain'];

/** What an account may do with a calendar: the most that a rule gives it, or where none does, what everybody may. */
export function roleOf({ rules, accessRole }: Calendar, account: string | undefined): string {
  if (rules.size === 0) return accessRole;
  const domain = account?.split('@').at(-1);
  const given = ['default', `user:${account}`, `domain:${domain}`].flatMap((id) => rules.get(id)?.role ?? []);
  return given.toSorted((a, b) => ROLES.indexOf(b) - ROLES.indexOf(a))[0] ?? accessRole;
}

/** Throws unless the account may do what `role` may. To whom nothing is shared, a calendar is not there. */
export function requireRole(
  calendar: Calendar,
  account: string | undefined,
  role: 'writer' | 'owner' | undefined,
): void {
  const has = roleOf(calendar, account);
  if (has === 'none') throw new Refusal(404);
  if (role === undefined || ROLES.indexOf(has) >= ROLES.indexOf(role)) return;
  throw new Refusal(403, 'requiredAccessLevel', `You need to have ${role} access to this calendar.`, {
    domain: 'calendar',
  });
}

/** The answer to `acl.list`, in one page. */
export function listRules(calendar: Calendar, account: string | undefined): object {
  requireRole(calendar, account, 'writer');
  const items = [...calendar.rules].map(([id, rule]) => resourceOf(id, rule));
  return {
    kind: 'calendar#acl',
    etag: etagOf(items),
    items,
    nextSyncToken: etagOf([items, 'sync']).slice(1, -1),
  };
}

/** Gives a role, or another one to whom has one. Throws a Refusal where Google would. */
export function insertRule(calendar: Calendar, account: string | undefined, body: unknown): object {
  const { role, scope } = ruleIn(body);
  if (!scope?.type) throw required('Missing scope type.');
  if (!role) throw required('Missing role.');
  const { type, value } = scope;
  if (!SCOPES.includes(type)) throw invalid(`Invalid scope type: ${type}`);
  if (!ROLES.includes(role)) throw invalid(`Invalid role: ${role}`);
  if (type !== 'default' && !value) throw required('Missing scope value.');
  requireRole(calendar, account, 'owner');
  const id = type === 'default' ? type : `${type}:${value}`;
  const rule: Rule = { role, scope: { type, ...(type !== 'default' && value && { value }) } };
  calendar.rules.set(id, rule);
  return resourceOf(id, rule);
}

function resourceOf(id: string, { role, scope }: Rule): object {
  return { kind: 'calendar#aclRule', etag: etagOf([id, role]), id, scope, role };
}

const etagOf = (what: unknown) => `"${hash('sha256', JSON.stringify(what), 'hex').slice(0, 16)}"`;
