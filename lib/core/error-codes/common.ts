import type { ErrorEntry } from "./entry";

/** @internal Of what is the same everywhere: accounts, stacks, values. */
export const COMMON_CODES = {
  AccountIdInvalid: {
    means: "An account id is not 32 lower-case hexadecimal digits.",
    remedy: "Copy it from the Cloudflare dashboard, or pass a token of a resource that holds it.",
  },
  AccountLimitExceeded: {
    means:
      "The app holds more objects of a kind than the account allows. A warning for Cloudflare's published limits; an error where `account.limits` says your own.",
    remedy: "Ask Cloudflare for a higher limit and say it in `account.limits`, or split the estate over accounts.",
  },
  AccountMismatch: {
    means: "An object of one Cloudflare account is used in another.",
    remedy: "Define it in the account where it is used.",
  },
  CidrInvalid: {
    means: "A range of addresses is malformed, or has host bits set.",
    remedy:
      "Write its first address and a prefix length, such as `10.0.0.0/16`; one address is `/32`, or `/128` for IPv6.",
  },
  ConstructIdInvalid: {
    means: "A construct id begins with a character that a Terraform name may not begin with.",
    remedy: "Begin the first id below the stack with a letter.",
  },
  HostnameInvalid: {
    means:
      "A hostname is not one that browsers send, or not spelled as they send it: the tunnel would match nothing, in silence.",
    remedy:
      "Write it in lower case and punycode, without scheme, port, path or final dot; a wildcard is `*.` and a name.",
  },
  IdInvalid: {
    means: "What an object is named by is not its id.",
    remedy: "Copy the UUID from the Cloudflare dashboard or the API, or pass a token of a resource that holds it.",
  },
  PeerMissing: {
    means: "What is used needs the bindings of another provider, which are not installed: they are optional peers.",
    remedy: "Install the package that the message names.",
  },
  PrecedenceInvalid: {
    means: "A Gateway policy's or a device profile's precedence is no whole number from 1.",
    remedy: "Write one from 1 to 2147483647, or leave it out.",
  },
  PrecedenceTaken: {
    means:
      "Two Gateway policies of one kind, or two device profiles, have the same precedence in an account, which Cloudflare refuses.",
    remedy: "Give one of them another `precedence`.",
  },
  PropMissing: {
    means:
      "A required property is missing. TypeScript reports this at compile time; JavaScript, esbuild and tsx do not.",
    remedy: "Pass the property that the message names.",
  },
  PropUnknown: {
    means: "A property has an unknown name. A misspelled safety setting would otherwise be ignored silently.",
    remedy: "Use the name that the message suggests, or remove the property.",
  },
  ReasonInvalid: {
    means:
      "A host is published without an application of ours, or a route opened without a policy, and the reason is missing, too long or of several lines.",
    remedy: "Say why in one line: it lands in the comment of the record or the route, which holds 100 characters.",
  },
  SafetyContractBroken: {
    means: "An Aspect or an escape hatch took away something that keeps a host locked while Terraform works.",
    remedy:
      "Merge into `lifecycle` and `dependsOn` instead of replacing them, and leave the rest as the constructs made it.",
  },
  StackMismatch: {
    means:
      "An object of another stack is used as if it were of this one; stacks are applied one after the other, so on a removal it would go before what it locks.",
    remedy: "Take it by its id, with the `from…Id` import.",
  },
  TeamNameInvalid: {
    means: "A Zero Trust team name is not one lower-case DNS label.",
    remedy: "Write the part before .cloudflareaccess.com alone.",
  },
  TokenNotAllowed: {
    means: "A value that must be known at synth is a token.",
    remedy:
      "Write it as a literal: hostnames, paths, CIDRs, environments and namespaces shape the construct tree and the checks.",
  },
} as const satisfies Record<string, ErrorEntry>;
