import { ZeroTrustDeviceCustomProfile } from "@cdktf/provider-cloudflare/lib/zero-trust-device-custom-profile";
import { Token } from "cdktf";
import { IConstruct } from "constructs";
import { Account } from "../core/account";
import { isDomainName } from "../core/addresses/hostname";
import { Problem } from "../core/errors";
import { validateOwnership } from "../core/owner";
import { literals } from "../core/terraform/literals";
import { requireProvider } from "../core/terraform/require-provider";
import { literalExpected } from "../core/terraform/resources";
import { IVirtualNetwork } from "../core/virtual-network";

/** The maximum number of search suffixes that Cloudflare accepts. */
const MAX_SUFFIXES = 25;

/** @internal The settings of a profile that the provider version of the bindings lacks. */
export interface ClientSettings {
  readonly virtualNetworks?: IVirtualNetwork[];
  readonly defaultVirtualNetwork?: IVirtualNetwork;
  readonly searchSuffixes?: string[];
}

/**
 * Adds arguments that the bindings lack, and the constraint for the provider version that has them. Each requires the
 * other.
 *
 * @internal
 */
export function addClientSettings(profile: ZeroTrustDeviceCustomProfile, settings: ClientSettings): void {
  const { virtualNetworks = [], defaultVirtualNetwork = virtualNetworks[0], searchSuffixes } = settings;
  if (virtualNetworks.length > 0) {
    const allowed = virtualNetworks.map(({ virtualNetworkId }) => virtualNetworkId);
    const value = { allowed, default: defaultVirtualNetwork.virtualNetworkId };
    profile.addOverride("virtual_networks", literals(value));
    requireProvider(profile, "virtualNetworks");
  }
  if (searchSuffixes !== undefined) {
    const value = searchSuffixes.map((suffix) => ({ suffix }));
    profile.addOverride("dns_search_suffixes", literals(value));
    requireProvider(profile, "searchSuffixes");
  }
}

/** @internal Validates the virtual networks and the search suffixes of a profile. */
export function validateClientSettings(scope: IConstruct, account: Account, settings: ClientSettings): Problem[] {
  return [
    ...validateVirtualNetworks(settings).map((message): Problem => ({
      code: "ProfileVirtualNetworksInvalid",
      message,
    })),
    ...[
      ...(settings.virtualNetworks ?? []),
      ...(settings.defaultVirtualNetwork ? [settings.defaultVirtualNetwork] : []),
    ]
      .filter((network, i, all) => all.indexOf(network) === i)
      .flatMap(({ _owner }) => validateOwnership(scope, account, _owner)),
    ...validateSearchSuffixes(settings.searchSuffixes ?? []),
  ];
}

function validateVirtualNetworks({ virtualNetworks, defaultVirtualNetwork }: ClientSettings): string[] {
  if (virtualNetworks === undefined) {
    if (defaultVirtualNetwork === undefined) return [];
    return [
      `defaultVirtualNetwork: ${defaultVirtualNetwork.node.path} is set without virtualNetworks. ` +
        "List the virtual networks that the devices may use, including this one.",
    ];
  }
  if (virtualNetworks.length === 0) {
    return ["virtualNetworks is empty, but a device needs one. List at least one, or omit the setting to allow all."];
  }
  // Two constructs can import the same id.
  const ids = virtualNetworks.map(({ virtualNetworkId }) => virtualNetworkId);
  const mistakes = virtualNetworks
    .filter((_, i) => ids.indexOf(ids[i]) < i)
    .map(({ node }) => `virtualNetworks: ${node.path} is listed more than once. Remove the duplicate.`);
  if (defaultVirtualNetwork !== undefined && !ids.includes(defaultVirtualNetwork.virtualNetworkId)) {
    mistakes.push(
      `defaultVirtualNetwork: ${defaultVirtualNetwork.node.path} is not listed in virtualNetworks, so devices may not ` +
        "use it. Add it to the list, or choose one of the list.",
    );
  }
  return mistakes;
}

function validateSearchSuffixes(suffixes: string[]): Problem[] {
  const problems = suffixes.flatMap((suffix, i): Problem[] => {
    if (Token.isUnresolved(suffix)) return [literalExpected("an entry of searchSuffixes")];
    if (!isDomainName(suffix)) {
      return [
        invalid(
          `"${suffix}" is not a valid domain. Expected a name such as "dev.example.internal", in lower case, without a wildcard or a dot at either end.`,
        ),
      ];
    }
    return suffixes.indexOf(suffix) < i ? [invalid(`"${suffix}" is listed more than once. Remove the duplicate.`)] : [];
  });
  if (suffixes.length > MAX_SUFFIXES) {
    problems.push(
      invalid(
        `${suffixes.length} suffixes are listed, but Cloudflare accepts at most ${MAX_SUFFIXES}. Remove the rest.`,
      ),
    );
  }
  return problems;
}

function invalid(mistake: string): Problem {
  return { code: "SearchSuffixInvalid", message: `searchSuffixes: ${mistake}` };
}
