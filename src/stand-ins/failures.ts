import type { FastifyReply, FastifyRequest } from 'fastify';
import { failureOf } from '../io/google-calendar/failure.ts';
import { isOperators, messageOf, VendorError } from '../io/vendor-error.ts';
import type { Vendor } from '../ports/failure.ts';
import { answerGoa, answerGoogle, Refusal } from '../sandbox/refusal.ts';

/** gRPC codes that only an operator can mend, as src/io/pubsub/events.ts has them. */
const OPERATOR_CODES = new Set([3, 5, 7, 16]);

/** What an adapter throws where the vendor answers `status`, with its `reason` beside it. */
export function answered(vendor: Vendor, status: number, reason?: string): VendorError {
  return new VendorError(vendor, `${vendor}: ${status}`, {
    status,
    reason,
    operator: onlyAnOperatorMends(vendor, status, reason),
  });
}

/** What an adapter throws where no answer came. */
export function unanswered(vendor: Vendor, why = 'the connection was dropped'): VendorError {
  return new VendorError(vendor, `${vendor}: ${why}`);
}

/** What an adapter makes of a stand-in's refusal; what else was thrown is a mistake of ours. */
export function refused(vendor: Vendor, error: unknown): unknown {
  if (!(error instanceof Refusal)) return error;
  const { status, body } = answerOf(vendor, error);
  if (vendor === 'calendar') return failureOf({ status, response: { data: body } });
  const { code, error: said } = body as { code?: string; error?: { errors?: { reason?: string }[] } };
  const reason = code ?? said?.errors?.[0]?.reason;
  const details = { status, reason, operator: onlyAnOperatorMends(vendor, status) };
  return new VendorError(vendor, `${vendor}: ${status}: ${messageOf(error)}`, details);
}

function onlyAnOperatorMends(vendor: Vendor, status: number, reason?: string): boolean {
  if (vendor === 'pubsub') return OPERATOR_CODES.has(status);
  if (vendor === 'calendar' && reason !== undefined) {
    return failureOf({ status, response: { data: { error: { errors: [{ reason }] } } } }).operator;
  }
  return isOperators(status, vendor === 'storage' ? [412] : []);
}

/** What the sandbox would send: its error handlers put a refusal into the vendor's words. */
function answerOf(vendor: Vendor, refusal: Refusal): { status: number; body: object } {
  const answer = { status: 0, body: {} };
  const reply = {
    code(status: number) {
      answer.status = status;
      return reply;
    },
    type: () => reply,
    send(body: object | string) {
      // Arduino's refusal of what comes too often is a line of text.
      answer.body = typeof body !== 'string' ? body : body.startsWith('{') ? JSON.parse(body) : {};
      return reply;
    },
  };
  const put = vendor === 'iot' ? answerGoa : answerGoogle;
  put(refusal, { id: '' } as FastifyRequest, reply as unknown as FastifyReply);
  return answer;
}
