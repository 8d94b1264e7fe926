import { Token } from "cdktf";
import { validateCidr } from "../core/addresses/cidr-validation";
import { validateHostname } from "../core/addresses/hostname";
import { Problem } from "../core/errors";
import { PropNames } from "../core/props";
import { literalExpected } from "../core/terraform/resources";

/** @internal The maximum length of a description that Cloudflare accepts. */
export const MAX_DESCRIPTION = 100;

/**
 * An entry of a split tunnel: an address or a host.
 *
 * @example
 * const office: SplitTunnelEntry = { address: "192.0.2.0/24", description: "office" };
 *
 * @throws ValidationError HostnameInvalid, SplitTunnelEntryInvalid, TokenNotAllowed
 */
export interface SplitTunnelEntry {
  /** An IPv4 or IPv6 address or CIDR, without host bits. @default - none; requires `host` */
  readonly address?: string;
  /** A hostname, or a wildcard `*.` and a hostname. @default - none; requires `address` */
  readonly host?: string;
  /** The description in the client, at most 100 characters. @default - the address or the host */
  readonly description?: string;
}

/** @internal The names of the properties of an entry. */
export const SPLIT_TUNNEL_ENTRY: PropNames<SplitTunnelEntry> = {
  required: {},
  optional: { address: true, host: true, description: true },
};

/** @internal Validates an entry of the caller. */
export function validateSplitTunnelEntry(entry: SplitTunnelEntry): Problem[] {
  const { address, host, description } = entry;
  const problem = (message: string): Problem => ({ code: "SplitTunnelEntryInvalid", message });
  const problems: Problem[] = [];
  if (Token.isUnresolved(address) || Token.isUnresolved(host)) {
    return [literalExpected("a split tunnel entry")];
  }
  if ((address === undefined) === (host === undefined)) {
    problems.push(
      problem(
        address === undefined
          ? "a split tunnel entry has neither an address nor a host. Set exactly one of them."
          : `a split tunnel entry has both the address ${address} and the host ${host}. Set exactly one of them.`,
      ),
    );
  }
  if (address !== undefined) {
    problems.push(...validateCidr("address", address).map(({ message }) => problem(`split tunnel ${message}`)));
  }
  if (host !== undefined) problems.push(...validateHostname(host));
  if (!Token.isUnresolved(description) && (description ?? "").length > MAX_DESCRIPTION) {
    problems.push(
      problem(
        `the description of ${address ?? host} has ${description?.length} characters. The maximum is ` +
          `${MAX_DESCRIPTION}.`,
      ),
    );
  }
  return problems;
}
