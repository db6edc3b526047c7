import type { FastifyInstance } from 'fastify';
import { type FieldMask, masked, readMask } from './field-mask.ts';
import { checkParameters } from './parameters.ts';
import { ANSWERS } from './resources.ts';

declare module 'fastify' {
  interface FastifyRequest {
    /** What the client wants of the answer. */
    fieldMask: FieldMask;
  }
}

/** Holds queries against what their calls know, and answers no more than the `fields` that they ask for. */
export function heedQueries(app: FastifyInstance): void {
  app.decorateRequest('fieldMask', true);
  app.addHook('preValidation', async (request) => {
    const { call } = request.routeOptions.config;
    if (!call) return;
    const query = request.query as Record<string, unknown>;
    checkParameters(call, query);
    const shape = ANSWERS[call];
    if (query.fields && shape) request.fieldMask = readMask(String(query.fields), shape);
  });
  app.addHook('preSerialization', async ({ fieldMask }, { statusCode }, answer) =>
    statusCode === 200 ? masked(answer, fieldMask) : answer,
  );
}
