import { Token } from "cdktf";
import { parseCidr, withoutHostBits } from "../core/addresses/cidr";
import { validateHostname } from "../core/addresses/hostname";
import { Problem } from "../core/errors";

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

/** @internal Validates an entry of the caller. */
export function validateSplitTunnelEntry(entry: SplitTunnelEntry): Problem[] {
  const { address, host, description } = entry;
  const problem = (message: string): Problem => ({ code: "SplitTunnelEntryInvalid", message });
  const problems: Problem[] = [];
  if (Token.isUnresolved(address) || Token.isUnresolved(host)) {
    const message = "a split tunnel entry is a token. Use a literal, because entries are validated at synth.";
    return [{ code: "TokenNotAllowed", message }];
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
  if (address !== undefined && parseCidr(address) === undefined) {
    const corrected = withoutHostBits(address)?.text;
    problems.push(
      problem(
        corrected === undefined
          ? `split tunnel address "${address}" is not a valid address or CIDR. Expected a value such as "10.0.0.0/16".`
          : `split tunnel address "${address}" has host bits set; use "${corrected}".`,
      ),
    );
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
