import { hash } from 'node:crypto';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Clock } from '../../ports/clock.ts';
import { type AccountCredentials, type AppContext, type Service, serviceOf } from '../app-context.ts';
import { ApiError } from '../errors.ts';
import { isFromPeer } from '../sharding/mark.ts';
import { type Caller, callerOf, inWords, OPERATOR, type Right, reaches } from './caller.ts';
import { type Credentials, lockOf, lockOfMany, parameter, presented } from './credentials.ts';
import { type Pass, passesOf } from './passes.ts';

declare module 'fastify' {
  interface FastifyRequest {
    /** Who calls; known before a handler is. */
    caller: Caller;
    /** Whether whoever calls would be let in now. */
    mayStill: () => boolean;
  }
  interface FastifyContextConfig {
    /** What a call takes; `operate` where a route does not say. */
    right?: Right;
  }
}

/** Failures that an address may have in a minute. */
const MOST_FAILURES = 10;
/** A line each: browsers do not take a list. */
const CHALLENGE = { 'www-authenticate': ['Basic realm="roomcal"', 'Bearer realm="roomcal"'] };

/**
 * Lets a request pass that may do what its route takes, in the rooms that it names: with the credentials of an Arduino account, a key of
 * `api_keys` or a pass. Throws 401 where it has none of them, 403 where they do not reach, and 429 where an address
 * has failed too often; who has credentials passes all the same, for a whole building may share an address.
 */
export function authorize(context: AppContext, app: FastifyInstance, clock: Clock) {
  const failed = app.createRateLimit({ max: MOST_FAILURES, timeWindow: '1 minute' });
  const doors = new WeakMap<Service, Door>();
  app.decorateRequest('caller', undefined as unknown as Caller);
  app.decorateRequest('mayStill', function (this: FastifyRequest) {
    return context.service === undefined || mayStill(this);
  });

  function callerIn(service: Service, request: FastifyRequest): Caller | ApiError {
    const door = doors.get(service) ?? doorOf(service, clock);
    doors.set(service, door);
    return door(presented(request));
  }

  function mayStill(request: FastifyRequest): boolean {
    const caller = callerIn(serviceOf(context), request);
    if (caller instanceof ApiError) return false;
    request.caller = caller;
    return obstacleOf(request, caller) === undefined;
  }

  async function refuse(request: FastifyRequest, error: ApiError): Promise<never> {
    // Whoever asked the other process was let in there, and its address is everybody's.
    if (context.service && isFromPeer(request.headers, context.service)) throw error;
    const limit = await failed(request);
    tellOf(request);
    if (limit.isAllowed || !limit.isExceeded) throw error;
    const seconds = String(limit.ttlInSeconds);
    throw new ApiError('TOO_MANY_FAILURES', undefined, {}, { 'retry-after': seconds });
  }

  /** Which boards still come without the secret, an operator wants to know. */
  function tellOf(request: FastifyRequest): void {
    const room_name = roomsNamedIn(request)[0];
    if (room_name === undefined || context.service?.sharding.owner(room_name) === undefined) return;
    context.metrics.unauthorized(room_name);
    request.log.warn(
      { room_name },
      `${room_name}: a client came without the right credentials, and was refused`,
    );
  }

  return (request: FastifyRequest, _: FastifyReply, done: (error?: Error) => void): void => {
    namesInOneForm(request);
    const caller = callerIn(serviceOf(context), request);
    if (caller instanceof ApiError) refuse(request, caller).catch(done);
    else {
      request.caller = caller;
      done(obstacleOf(request, caller));
    }
  };
}

type Door = (shown: Credentials) => Caller | ApiError;

/** Who comes with such credentials, or why nobody does. */
function doorOf(service: Service, clock: Clock): Door {
  const { clientSecret, previousSecret, otherAccounts, apiKeys } = service;
  const isOfFirst = lockOf(...pairsOf(service));
  const isOfAnother = lockOfMany(otherAccounts.flatMap(pairsOf));
  // Found by a hash that nobody can choose: how long it takes tells nothing of a key.
  const callers = new Map(apiKeys.map((key) => [key.sha256.toLowerCase(), callerOf(key)]));
  const passes = passesOf(clientSecret, previousSecret);
  return (shown) => {
    if (isOfFirst(shown) || isOfAnother(shown)) return OPERATOR;
    const byKey = callers.get(hash('sha256', shown.secret, 'hex'));
    if (byKey) return byKey;
    const pass = passes.read(shown.secret, clock.now());
    if (pass === 'expired') return new ApiError('PASS_EXPIRED', undefined, {}, CHALLENGE);
    return pass ? holderOf(pass) : new ApiError('UNAUTHORIZED', undefined, {}, CHALLENGE);
  };
}

/** What opens everything: the id of an account with its secret, or with the one before. */
function pairsOf({ clientId: id, clientSecret, previousSecret }: AccountCredentials): Credentials[] {
  const secrets = previousSecret === undefined ? [clientSecret] : [clientSecret, previousSecret];
  return secrets.map((secret) => ({ id, secret }));
}

/** Whoever holds a pass books in its room. */
function holderOf(pass: Pass): Caller {
  const { room, by } = pass;
  return {
    name: by === undefined ? 'a pass' : `a pass of ${by}`,
    rooms: new Set([room]),
    rights: new Set(['read', 'book']),
    pass,
  };
}

function obstacleOf(request: FastifyRequest, caller: Caller): ApiError | undefined {
  const { right = 'operate' } = request.routeOptions.config;
  const isRight = caller.rights.has(right);
  if (isRight && caller.rooms === 'all') return undefined;
  const rooms = roomsNamedIn(request);
  if (isRight && rooms.every((room) => reaches(caller, room))) return undefined;
  const wanted = rooms.length > 0 ? `${right} in ${rooms.join(', ')}` : right;
  return new ApiError('NOT_ALLOWED', `${inWords(caller)}; this takes ${wanted}`);
}

/** People type the same name in more than one form; from here on each room has the one of the configuration. */
function namesInOneForm({ query, body, params }: FastifyRequest): void {
  for (const source of [query, body, params]) {
    const name = parameter(source, 'room_name');
    if (name !== undefined) Object.assign(source as object, { room_name: name.normalize('NFC') });
  }
}

/** Every room that a request names, in its query, its body and its path: none may be one that the caller does not reach. */
export function roomsNamedIn({ query, body, params }: FastifyRequest): string[] {
  return [query, body, params].flatMap((source) => parameter(source, 'room_name') ?? []);
}
