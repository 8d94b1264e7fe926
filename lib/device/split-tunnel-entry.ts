import { Token } from "cdktf";
import { parseCidr } from "../core/addresses/cidr";
import { validateHostname } from "../core/addresses/hostname";
import { Problem } from "../core/errors";

/** @internal Cloudflare's limit. */
export const MAX_DESCRIPTION = 100;

/** Defines what one line of a split tunnel names: an address or a host. */
export interface SplitTunnelEntry {
  /** One address or a CIDR, IPv4 or IPv6. @default - none; there is a host */
  readonly address?: string;
  /** A name, or `*.` and a name for all below it. @default - none; there is an address */
  readonly host?: string;
  /** Shown in the client, at most 100 characters. @default - the address or the host itself */
  readonly description?: string;
}

/** @internal What an entry of the user gets wrong. */
export function validateSplitTunnelEntry(entry: SplitTunnelEntry): Problem[] {
  const { address, host, description } = entry;
  const problem = (message: string): Problem => ({ code: "SplitTunnelEntryInvalid", message });
  const problems: Problem[] = [];
  if (Token.isUnresolved(address) || Token.isUnresolved(host)) {
    return [{ code: "TokenNotAllowed", message: "a split tunnel entry is a token; expected a literal: it is checked" }];
  }
  if ((address === undefined) === (host === undefined)) {
    problems.push(
      problem(`a split tunnel entry has ${address === undefined ? "neither" : "both"}; expected an address or a host`),
    );
  }
  if (address !== undefined && parseCidr(address) === undefined) {
    problems.push(
      problem(`address "${address}" of a split tunnel entry is no CIDR; expected no host bits: "10.0.0.0/16"`),
    );
  }
  if (host !== undefined) problems.push(...validateHostname(host));
  if (!Token.isUnresolved(description) && (description ?? "").length > MAX_DESCRIPTION) {
    problems.push(
      problem(`the description of ${address ?? host} has ${description?.length} characters; write ${MAX_DESCRIPTION}`),
    );
  }
  return problems;
}
