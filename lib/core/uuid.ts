import { Token } from "cdktf";
import { Problem } from "./errors";

/**
 * What is wrong with the id of an object that is only named by it. Cloudflare would refuse it, but not before the apply.
 *
 * @internal
 * @param what the parameter that holds it, as the caller knows it
 */
export function validateUuid(what: string, id: string): Problem[] {
  if (Token.isUnresolved(id) || /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(id)) return [];
  return [{ code: "IdInvalid", message: `${what} is "${id}"; expected a UUID in lower case: its id, not its name` }];
}
