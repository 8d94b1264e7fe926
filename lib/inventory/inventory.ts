import { exampleValuesIn } from "./example-values";
import { AccessData, accessDataOf, AccessDataOptions } from "./hosts/access-data";
import { findingsOf } from "./hosts/findings";
import { edgesOf } from "./hosts/host-reach";
import { JudgedHost, judgedHosts } from "./hosts/hosts";
import { applicationEntry } from "./hosts/policies";
import { RoutedTunnel, routedTunnels } from "./hosts/tunnels";
import type { Finding, HostEntry, Inventory } from "./model";
import { accountSettings } from "./network/account-settings";
import { dnsServers } from "./network/dns-servers";
import { privateNames, privateRoutes } from "./network/entries";
import type { PrivateNetwork } from "./network/model";
import { privateNetworksOf } from "./network/read";
import { routeFindings } from "./network/route-reach";
import { accountsIn } from "./terraform/accounts";
import { objectsOf, ofType, resolverOf, TerraformObject } from "./terraform/objects";
import { NamedStack, viewOf } from "./terraform/stacks";
import { compare } from "../core/terraform/values";

/** @internal What one stack publishes, and who can reach it. */
export function inventory({ name, terraform }: NamedStack): Inventory {
  return inventoryOf(name, objectsOf(terraform));
}

/** @internal What the inventory assumes about the account. */
export type InventoryOptions = Pick<AccessDataOptions, "ownUsersOnly">;

/** @internal The same for each stack of an app. A reference to another stack is resolved there. */
export function inventories(stacks: NamedStack[], options: InventoryOptions = {}): Inventory[] {
  return stacks.map((stack) => {
    const { own, others } = viewOf(stack, stacks);
    return inventoryOf(stack.name, own, others, options);
  });
}

/** @internal The same for objects, which may come from a configuration or a state. Only `own` objects are listed. */
export function inventoryOf(
  stack: string,
  own: TerraformObject[],
  others: TerraformObject[] = [],
  options: InventoryOptions = {},
): Inventory {
  const all = [...own, ...others];
  const addresses = new Set(own.map(({ address }) => address));
  const isOwn = (address: string | undefined): boolean => address !== undefined && addresses.has(address);
  // The last object with an id wins.
  const resolve = resolverOf([...others, ...own]);
  const access = accessDataOf(all, resolve, options);
  const edgeOf = edgesOf(access);
  const tunnels = routedTunnels(all, resolve);
  const listed = tunnels
    .map(({ entry }) => entry)
    .filter(({ address, configurations }) => isOwn(address) || configurations.some(isOwn));
  const hostsOf = (some: RoutedTunnel[]) => judgedHosts(some, tunnels, all, resolve, edgeOf);
  const isConfiguredHere = ({ entry }: RoutedTunnel) => entry.configurations.some(isOwn);
  const hosts = hostsOf(tunnels.filter(isConfiguredHere)).sort(
    (a, b) => compare(a.entry.hostname, b.entry.hostname) || compare(a.entry.tunnel.name, b.entry.tunnel.name),
  );
  const hostsOfOthers = () => hostsOf(tunnels.filter((tunnel) => !isConfiguredHere(tunnel)));
  const networks = privateNetworksOf(all);
  return {
    stack,
    accounts: accountsIn(own),
    exampleValues: exampleValuesIn(own),
    tunnels: listed,
    hosts: hosts.map(({ entry }) => entry),
    applications: unusedApplications(own, hosts, hostsOfOthers)
      .map((application) => applicationEntry(application, resolve, access))
      .sort((a, b) => compare(a.address, b.address)),
    privateRoutes: networks.flatMap(privateRoutes).filter(({ address }) => isOwn(address)),
    privateNames: networks.flatMap(privateNames).filter(({ address }) => isOwn(address)),
    dnsServers: dnsServers(all).filter(({ address }) => isOwn(address)),
    accountSettings: networks.flatMap((network) =>
      accountSettings(
        {
          ...network,
          routes: network.routes.filter(({ address }) => isOwn(address)),
          hostnameRoutes: network.hostnameRoutes.filter(({ address }) => isOwn(address)),
        },
        all,
      ),
    ),
    findings: [
      ...findingsOf(hosts, listed, own, all, resolve, access),
      ...networks.flatMap((network) => networkFindings(network, access)).filter(({ about }) => isOwn(about)),
    ],
  };
}

function networkFindings(network: PrivateNetwork, access: AccessData): Finding[] {
  return [
    ...network.unread.map(({ address, why }): Finding => ({ code: "ValueUnknown", about: address, message: why })),
    ...routeFindings(network, access),
  ];
}

/** The hosts of other stacks are read only if an application covers no host of this one. */
function unusedApplications(
  objects: TerraformObject[],
  hosts: JudgedHost[],
  hostsOfOthers: () => JudgedHost[],
): TerraformObject[] {
  const applications = ofType(objects, "cloudflare_zero_trust_access_application");
  const unused = withoutCovering(applications, hosts);
  return unused.length === 0 ? [] : withoutCovering(unused, hostsOfOthers());
}

function withoutCovering(applications: TerraformObject[], hosts: JudgedHost[]): TerraformObject[] {
  const covering = new Set(
    hosts.flatMap(({ application, partial }) => [application, ...partial.map((part) => part.application)]),
  );
  return applications.filter((application) => !covering.has(application));
}

/** @internal Whether anyone can reach a host that is not declared public. */
export function isExposed({ access, protection }: HostEntry): boolean {
  return protection.state === "exposed" && access.kind !== "public";
}
