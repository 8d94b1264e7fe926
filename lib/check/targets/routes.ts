import { Projection, References, versionsOf } from "./projection";
import { overlaps } from "../../core/addresses/cidr";
import { push } from "../../core/push";
import { text } from "../../core/terraform/values";
import { routeName, virtualNetworkName } from "../../inventory/network/labels";
import type { PrivateNetwork } from "../../inventory/network/model";
import { privateNetworksOf } from "../../inventory/network/read";
import { accountName, isInAccount } from "../../inventory/terraform/accounts";
import type { TerraformObject } from "../../inventory/terraform/objects";
import { connectionFacts, queryFacts, sameIn } from "../../reachability/gateway/facts";
import type { PrivateTarget } from "../../reachability/gateway/model";
import { dnsSteps, networkSteps } from "../../reachability/gateway/policies";
import { targetsOf } from "../../reachability/gateway/targets";
import type { ResourceChange } from "../model";

const PREFIX = "cloudflare_zero_trust_";
const ROUTE = `${PREFIX}tunnel_cloudflared_route`;
const HOSTNAME_ROUTE = `${PREFIX}network_hostname_route`;
const POLICY = `${PREFIX}gateway_policy`;
const ALWAYS = [`${PREFIX}tunnel_cloudflared_virtual_network`, `${PREFIX}device_posture_rule`, `${PREFIX}list`];

/** @internal The private routes of an estate, each with the objects that decide about it. */
export function routeTargets(changes: readonly ResourceChange[]): Projection[] {
  if (!changes.some(isRoute)) return [];
  return privateNetworksOf(changes.flatMap(versionsOf)).flatMap((network) =>
    targetsIn(
      network,
      changes.filter((change) => versionsOf(change).some((each) => isInAccount(each, network.account))),
    ),
  );
}

function isRoute(change: ResourceChange): boolean {
  return [ROUTE, HOSTNAME_ROUTE].includes(versionsOf(change)[0]?.type ?? "");
}

/** The private routes of one account. */
function targetsIn(network: PrivateNetwork, changes: readonly ResourceChange[]): Projection[] {
  const routes = changes.filter(isRoute);
  const same = sameIn(network);
  const targets = targetsOf(network, { serverNames: "all" });
  const references = new References(changes);
  const always = changes.filter((change) => {
    const [object] = versionsOf(change);
    return object !== undefined && (ALWAYS.includes(object.type) || hasPrivateDestination(change));
  });
  const byAddress = new Map(changes.map((change) => [change.address, change]));
  const policiesOf = (within: PrivateTarget[]): ResourceChange[] => {
    const steps = within.flatMap(({ destination, virtualNetwork, name }) => {
      const facts = connectionFacts({ destination, virtualNetwork });
      return [
        ...networkSteps(network.policies, { facts, same, initialAddress: name !== undefined }),
        ...(name === undefined ? [] : dnsSteps(network.policies, { facts: queryFacts(name), same })),
      ];
    });
    return [...new Set(steps.map(({ policy }) => byAddress.get(policy.address)!))];
  };
  const groups = new Map<string, ResourceChange[]>();
  for (const route of routes) {
    const versions = versionsOf(route).filter((each) => isInAccount(each, network.account));
    for (const label of new Set(versions.map((each) => labelOf(each, network)))) push(groups, label, route);
  }
  return [...groups].map(([target, own]) => {
    const addresses = new Set(own.map(({ address }) => address));
    const reached = distinct(targets).filter((each) => isRoutedBy(each, network, addresses));
    const others = routes.filter((route) => !own.includes(route) && overlapsAny(route, reached));
    const tunnels = [...own, ...others]
      .flatMap(versionsOf)
      .flatMap(({ values }) => references.of(text(values.tunnel_id) ?? ""));
    const access = references.closure(always, (change) => versionsOf(change)[0].type.includes("_access_"));
    const all = new Set([...own, ...others, ...policiesOf(reached), ...tunnels, ...access]);
    return { target, kind: "route" as const, changes: [...all] };
  });
}

/** Whether a change belongs to an application that protects private addresses or names. */
function hasPrivateDestination(change: ResourceChange): boolean {
  return versionsOf(change).some(
    ({ type, values }) =>
      type === `${PREFIX}access_application` && JSON.stringify(values.destinations ?? "").includes('"private"'),
  );
}

/** Targets that differ in the port, the protocol or the server name are in the same cell. */
function distinct(targets: PrivateTarget[]): PrivateTarget[] {
  const keyOf = ({ destination, virtualNetwork, name }: PrivateTarget) =>
    `${destination.text} ${virtualNetwork} ${name}`;
  return [...new Map(targets.map((each) => [keyOf(each), each])).values()];
}

function isRoutedBy(
  { destination, virtualNetwork, name }: PrivateTarget,
  network: PrivateNetwork,
  addresses: ReadonlySet<string>,
): boolean {
  if (name !== undefined) {
    return network.hostnameRoutes.some(
      ({ address, hostname }) => addresses.has(address) && (name === hostname || name.endsWith(`.${hostname}`)),
    );
  }
  return network.routes.some(
    (route) =>
      addresses.has(route.address) && route.virtualNetwork === virtualNetwork && overlaps(route.cidr, destination),
  );
}

function overlapsAny(route: ResourceChange, targets: PrivateTarget[]): boolean {
  const [{ routes, hostnameRoutes }] = privateNetworksOf(versionsOf(route), []);
  return (
    routes.some(({ cidr }) =>
      targets.some(({ destination, name }) => name === undefined && overlaps(cidr, destination)),
    ) ||
    hostnameRoutes.some(({ hostname }) =>
      targets.some(({ name }) => name === hostname || name?.endsWith(`.${hostname}`)),
    )
  );
}

/** "10.10.0.0/16", "10.10.0.0/16 in lab", or the name of a hostname route. With the account if there are several. */
function labelOf({ type, values }: TerraformObject, network: PrivateNetwork): string {
  if (type === HOSTNAME_ROUTE) {
    const owner = network.account === undefined ? "" : ` of ${accountName(network.account)}`;
    return `${text(values.hostname) ?? "?"}${owner}`;
  }
  const id = text(values.virtual_network_id) ?? network.defaultVirtualNetwork;
  return routeName(text(values.network) ?? "?", virtualNetworkName(network, id));
}

/** @internal Whether a type takes part in private routing. */
export function isPrivateType(type: string): boolean {
  return [ROUTE, HOSTNAME_ROUTE, POLICY, ...ALWAYS].includes(type);
}
