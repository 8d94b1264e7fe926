import { Token } from "cdktf";
import { Problem } from "./errors";

/**
 * Validates the id of an imported object. Cloudflare would refuse an invalid id, but only during the apply.
 *
 * @internal
 * @param what the parameter that contains it, as the caller knows it
 */
export function validateUuid(what: string, id: string): Problem[] {
  if (Token.isUnresolved(id) || /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(id)) return [];
  return [
    {
      code: "IdInvalid",
      message: `${what}: "${id}" is not a valid id. Use the UUID of the object in lower case, not its name.`,
    },
  ];
}
