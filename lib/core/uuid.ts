import { Token } from "cdktf";
import { Problem } from "./errors";

/** @internal A UUID in lower case, with or without dashes. */
export const UUID = /^(?:[0-9a-f]{32}|[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})$/;

const WITH_DASHES = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/**
 * Validates the id of an existing object. Cloudflare would refuse an invalid id, but only during the apply.
 *
 * @internal
 * @param what the parameter that contains it, as the caller knows it
 */
export function validateUuid(what: string, id: string, form = WITH_DASHES): Problem[] {
  if (Token.isUnresolved(id) || form.test(id)) return [];
  return [
    {
      code: "IdInvalid",
      message: `${what}: "${id}" is not a valid id. Use the UUID of the object in lower case, not its name.`,
    },
  ];
}
