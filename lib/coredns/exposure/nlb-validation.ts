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
  words: "AWS keeps the first four and the last",
  prop: "a subnet's cidr",
};

/** @internal */
export function addressesOf({ subnets }: NlbOptions): string[] {
  return subnets.map(({ address }) => address);
}

/** @internal In an order of ours: the caller's says nothing, and another one must not make another load balancer. */
export function orderedSubnets({ subnets }: NlbOptions): NlbSubnet[] {
  return [...subnets].sort((a, b) => (a.address < b.address ? -1 : 1));
}

/** @internal The nodes of a load balancer ask for health from its subnets. */
export function subnetCidrsOf(options: NlbOptions): string[] {
  return orderedSubnets(options).map(({ cidr }) => cidr);
}

/** @internal */
export function connectorLabelsOf({ connectorLabels }: NlbOptions): { [key: string]: string } {
  return connectorLabels ?? CONNECTOR_LABELS;
}

/** @internal What AWS, or the controller, would refuse or ignore. */
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
  if (Token.isUnresolved(name)) return [literalExpected("the load balancer's name")];
  if (NAME.test(name)) return [];
  const expected = '1 to 32 letters, digits and "-", with no "-" at either end and no "internal-" in front';
  return [invalid(`the load balancer's name is "${name}" (${name.length} characters); expected ${expected}`)];
}

function validateSubnets(ids: string[]): Problem[] {
  if (ids.length === 0) return [invalid("subnets is empty; expected one for each availability zone, with an address")];
  const twice = new Set(ids.filter((id, i) => ids.indexOf(id) < i));
  const malformed = ids.filter((id) => !Token.isUnresolved(id) && !SUBNET_ID.test(id));
  return [
    ...[...twice].map((id) => invalid(`the subnet ${id} is there twice; expected one address in each subnet`)),
    ...malformed.map((id) => invalid(`a subnet's id is "${id}"; expected "subnet-" and 8 to 17 hexadecimal digits`)),
  ];
}

/** No label at all would mean every pod. */
function validateLoadBalancerLabels(labels: { [key: string]: string }): Problem[] {
  const entries = Object.entries(labels);
  if (entries.length > 0 && entries.every(([key, value]) => isLabelKey(key) && isLabelValue(value))) return [];
  return [
    {
      code: "LabelSelectorInvalid",
      message: `connectorLabels is ${JSON.stringify(labels)}; expected one Kubernetes label at least`,
    },
  ];
}

function invalid(message: string): Problem {
  return { code: "LoadBalancerInvalid", message };
}
