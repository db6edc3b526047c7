/** A Thing by its name, which is one Thing's within its account: no name of a Thing has a slash, nor has an account's. */
export function thingAddress({
  account,
  thingName,
}: {
  account?: string | undefined;
  thingName: string;
}): string {
  return account === undefined ? thingName : `${account}/${thingName}`;
}
