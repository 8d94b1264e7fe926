import { IConstruct } from "constructs";
import { isWithin } from "./addresses/hostname";
import { warn } from "./errors";
import { Registry } from "./registry";

/** The names that have a warning. Names below them need no other one. */
const WARNED = new Registry<string>();

/**
 * Warns about a private name under `local`, which devices resolve by multicast DNS.
 *
 * @internal
 * @see https://www.rfc-editor.org/rfc/rfc6762
 */
export function warnAboutMulticastName(scope: IConstruct, name: string): void {
  if (!isWithin(name, "local")) return;
  const warned = WARNED.collect(scope, "");
  if (warned.some((each) => isWithin(name, each))) return;
  warned.push(name);
  warn(
    scope,
    "MulticastName",
    `"${name}" is under ".local", which is reserved for multicast DNS. Devices with macOS or systemd query such names ` +
      'on their local network first, so they resolve after a delay or not at all. Use a name under "internal", or ' +
      "under a domain of yours.",
  );
}
