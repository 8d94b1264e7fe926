import { Token } from "cdktf";
import { validateUniqueAddresses, validateFixedAddress } from "./fixed-address";
import { NlbOptions, NlbSubnet } from "./nlb-options";
import { Problem } from "../../core/errors";
import { literalExpected } from "../../core/terraform/resources";
import { isLabelKey, isLabelValue } from "../../kubernetes/name-validation";
import { validateIpv4Source } from "../allowed-clients";

const NAME = /^(?!internal-)[A-Za-z0-9](?:[A-Za-z0-9-]{0,30}[A-Za-z0-9])?$/;
const SUBNET_ID = /^subnet-[0-9a-f]{8,17}$/;
const CONNECTOR_LABELS = { "app.kubernetes.io/name": "cloudflared" };
const ADDRESSES = {
  first: 4,
  last: 1,
  ipv6: false,
  reserved: "AWS reserves the first four addresses and the last one",
  prop: "subnets.cidr",
};

/** @internal The addresses of the load balancer. */
export function addressesOf({ subnets }: NlbOptions): string[] {
  return subnets.map(({ address }) => address);
}

/** @internal The subnets in a stable order, so that a reordered list does not replace the load balancer. */
export function orderedSubnets({ subnets }: NlbOptions): NlbSubnet[] {
  return [...subnets].sort((a, b) => (a.address < b.address ? -1 : 1));
}

/** @internal The subnets of the load balancer, whose nodes send the health checks. */
export function subnetCidrsOf(options: NlbOptions): string[] {
  return orderedSubnets(options).map(({ cidr }) => cidr);
}

/** @internal The labels of the pods that must not share a node with CoreDNS. */
export function connectorLabelsOf({ connectorLabels }: NlbOptions): { [key: string]: string } {
  return connectorLabels ?? CONNECTOR_LABELS;
}

/** @internal Refuses values that AWS or the controller would reject or ignore. */
export function validateNlb(options: NlbOptions, allowFrom: string[]): Problem[] {
  const { name, subnets, connectorLabels } = options;
  return [
    ...validateLoadBalancerName(name),
    ...validateSubnets(subnets.map(({ subnetId }) => subnetId)),
    ...subnets.flatMap(({ address, cidr }) => validateFixedAddress(address, cidr, ADDRESSES)),
    ...validateUniqueAddresses(addressesOf(options)),
    ...validateLoadBalancerLabels(connectorLabels ?? CONNECTOR_LABELS),
    ...validateIpv4Source(allowFrom),
  ];
}

function validateLoadBalancerName(name: string): Problem[] {
  if (Token.isUnresolved(name)) return [literalExpected("name of the load balancer")];
  if (NAME.test(name)) return [];
  const accepted = '1 to 32 letters, digits and "-", without "-" at either end and without the prefix "internal-"';
  return [invalid(`name: "${name}" (${name.length} characters) is not a valid load balancer name. Use ${accepted}.`)];
}

function validateSubnets(ids: string[]): Problem[] {
  if (ids.length === 0) {
    return [invalid("subnets: the list is empty. List one subnet per availability zone, each with an address.")];
  }
  const duplicates = new Set(ids.filter((id, i) => ids.indexOf(id) < i));
  const malformed = ids.filter((id) => !Token.isUnresolved(id) && !SUBNET_ID.test(id));
  return [
    ...[...duplicates].map((id) => invalid(`subnets: ${id} is listed more than once. Use one address in each subnet.`)),
    ...malformed.map((id) =>
      invalid(`subnetId: "${id}" is not a valid subnet id. Use "subnet-" and 8 to 17 hexadecimal digits.`),
    ),
  ];
}

/** An empty set of labels would match every pod. */
function validateLoadBalancerLabels(labels: { [key: string]: string }): Problem[] {
  const entries = Object.entries(labels);
  if (entries.length > 0 && entries.every(([key, value]) => isLabelKey(key) && isLabelValue(value))) return [];
  return [
    {
      code: "LabelSelectorInvalid",
      message: `connectorLabels: ${JSON.stringify(labels)} is not valid. Use one or more Kubernetes labels.`,
    },
  ];
}

function invalid(message: string): Problem {
  return { code: "LoadBalancerInvalid", message };
}
