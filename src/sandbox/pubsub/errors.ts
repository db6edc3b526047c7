import { status } from '@grpc/grpc-js';

/** An error in the form that gRPC's server sends on. */
export const failure = (code: status, details: string) =>
  Object.assign(new Error(details), { code, details });

export const notFound = (name: string) => failure(status.NOT_FOUND, `Resource not found (resource=${name}).`);

export const alreadyExists = (name: string) =>
  failure(status.ALREADY_EXISTS, `Resource already exists (resource=${name}).`);

export const invalidArgument = (details: string) => failure(status.INVALID_ARGUMENT, details);

export const unimplemented = (details: string) => failure(status.UNIMPLEMENTED, details);
