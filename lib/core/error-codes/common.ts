import type { ErrorEntry } from "./entry";

/** @internal Codes that constructs of several domains use: accounts, stacks, values. */
export const COMMON_CODES = {
  AccountIdInvalid: {
    means: "An account id is not 32 lower-case hexadecimal digits.",
    remedy: "Copy the id from the Cloudflare dashboard, or pass an attribute of a resource that contains it.",
  },
  AccountLimitExceeded: {
    means:
      "The app contains more objects of a kind than the account allows. This is a warning for Cloudflare's published limits and an error for a limit that `account.limits` sets.",
    remedy:
      "Ask Cloudflare for a higher limit and set it in `account.limits`, or distribute the objects over several accounts.",
  },
  AccountMismatch: {
    means: "An object of one Cloudflare account is used in another account.",
    remedy: "Create the object in the account that uses it.",
  },
  AccountSettingTwice: {
    means:
      "Two constructs manage settings that an account has once: the organization, the device settings or the device enrollment. They would overwrite each other.",
    remedy: "Keep one of the constructs.",
  },
  CidrInvalid: {
    means: "An IP address range is malformed or has host bits set.",
    remedy:
      "Use the network address and a prefix length, such as `10.0.0.0/16`. A single address is `/32`, or `/128` for IPv6.",
  },
  ConstructIdInvalid: {
    means: "A construct id begins with a character that is not allowed at the start of a Terraform name.",
    remedy: "Begin the first construct id below the stack with a letter or `_`.",
  },
  HostnameInvalid: {
    means:
      "A hostname is not valid, or differs from the form that browsers send. The tunnel would match no request and would not report it.",
    remedy:
      "Use lower case and punycode, without scheme, port, path or final dot. A wildcard is `*.` followed by a name.",
  },
  IdInvalid: {
    means: "The id of an existing object, such as an imported tunnel or an identity provider, is not a UUID.",
    remedy:
      "Copy the UUID from the Cloudflare dashboard or the API, or pass an attribute of a resource that contains it.",
  },
  PeerMissing: {
    means:
      "A feature requires the bindings of another Terraform provider, an optional peer dependency that is not installed.",
    remedy: "Install the package that the message names.",
  },
  PrecedenceInvalid: {
    means: "The precedence of a Gateway policy or a device profile is not a whole number from 1 to 2147483647.",
    remedy: "Use a number in this range, or omit `precedence`.",
  },
  PrecedenceTaken: {
    means:
      "Two Gateway policies of the same kind, or two device profiles, have the same precedence in an account. Cloudflare refuses this.",
    remedy: "Set another `precedence` on one of them.",
  },
  PropInvalid: {
    means:
      "A value is of the wrong kind, such as a string in place of a list, or `undefined` from an environment variable that is not set. TypeScript reports this at compile time; JavaScript, esbuild and tsx do not.",
    remedy: "Pass what the message names. `tsc --noEmit` reports most such values of a program.",
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
  ProviderTooOld: {
    means:
      "A setting requires a newer version of a Terraform provider than the version constraint of the stack permits. Terraform would reject the setting as an unsupported argument.",
    remedy:
      "Use a newer version in the override of `terraform.required_providers`, or remove the setting. docs/providers.md lists the settings and their versions.",
  },
  ReasonInvalid: {
    means:
      "A host is published without an Access application or a DNS record of this app, or a route is created without a guarding policy, and the reason is missing, too long or has several lines.",
    remedy:
      "Give the reason in one line. It is stored in the comment of the DNS record, the tunnel's configuration or the route, which has at most 100 characters.",
  },
  SafetyContractBroken: {
    means:
      "An Aspect or an escape hatch changed an attribute of an L1 resource that decides who can reach a host or a route, or removed a setting that protects them while Terraform applies a change.",
    remedy:
      "Use the properties of the construct instead of its L1 resource. Merge into `lifecycle` and `dependsOn` instead of replacing them.",
    neverSkipped: true,
  },
  SecretLiteral: {
    means:
      "A secret, such as the client secret of an identity provider, is a literal, a variable with a default, or a local value. The synthesized JSON would contain it in clear.",
    remedy:
      "Pass a reference: the `stringValue` of a `TerraformVariable` with `sensitive: true` and without a default, or an attribute of a data source or a resource. Set the variable with `TF_VAR_<name>`.",
  },
  StackMismatch: {
    means:
      "An object of another stack is used. Stacks are applied one after another, so a removal could delete the object before the host or route that it protects.",
    remedy: "Create the object in the same stack, or import it by its id with the `from…Id` factory.",
    neverSkipped: true,
  },
  TeamNameInvalid: {
    means: "The Zero Trust team name is not a single lower-case DNS label.",
    remedy: "Use the first label of `<team>.cloudflareaccess.com`.",
  },
  TokenNotAllowed: {
    means: "A value that must be known at synthesis is a token.",
    remedy:
      "Use a literal. Hostnames, paths, CIDRs, environments and namespaces determine the construct tree and the checks.",
  },
} as const satisfies Record<string, ErrorEntry>;
