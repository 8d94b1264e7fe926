import type { EgressPeer, EgressPolicy, EgressPort, EgressRule, PodEgress } from "./model";
import { parseCidr } from "../../core/addresses/cidr";
import { isExpression } from "../../core/terraform/expressions";
import { block, blocks, list, text, Values } from "../../core/terraform/values";
import { clusterOf, namespaceOf } from "../terraform/kubernetes";
import { TerraformObject, workloadName } from "../terraform/objects";

const WORKLOAD = /^kubernetes_(deployment|daemonset|daemon_set|stateful_set)(_v1)?$/;
const POLICY = /^kubernetes_network_policy(_v1)?$/;
const NAMESPACE_LABEL = "kubernetes.io/metadata.name";

/**
 * Returns the NetworkPolicies that restrict the egress of a workload's pods, or `undefined` if the workload is not
 * in Kubernetes.
 *
 * Only policies of the workload's stack and provider are considered: other clusters can have the same namespaces and
 * labels.
 *
 * @internal
 */
export function podEgress(workload: TerraformObject, objects: TerraformObject[]): PodEgress | undefined {
  if (!WORKLOAD.test(workload.type)) return undefined;
  const { metadata, spec } = block(block(workload.values.spec).template);
  // A NetworkPolicy does not apply to pods in the network of their node.
  if (block(spec).host_network === true) return { policies: [], unread: [] };
  const pod = { namespace: namespaceOf(workload, objects), labels: block(block(metadata).labels) };
  const limiting = objects
    .filter(({ type, data }) => !data && POLICY.test(type))
    .filter((policy) => clusterOf(policy) === clusterOf(workload) && limitsEgress(block(policy.values.spec)))
    .map((policy) => ({ policy, selects: selectsPod(policy, pod, objects) }));
  return {
    policies: limiting.filter(({ selects }) => selects === true).map(({ policy }) => policyOf(policy, objects)),
    unread: limiting.filter(({ selects }) => selects === undefined).map(({ policy }) => policy.address),
  };
}

/** Without types, a policy applies to egress if it has egress rules. */
function limitsEgress({ policy_types: types, egress }: Values): boolean {
  return list(types).length > 0 ? list(types).includes("Egress") : blocks(egress).length > 0;
}

/** Whether it is true, or `undefined` if only Terraform can evaluate it. */
type Known = boolean | undefined;

function selectsPod(
  policy: TerraformObject,
  pod: { namespace: string; labels: Values },
  all: TerraformObject[],
): Known {
  return every([
    isEqual(namespaceOf(policy, all), pod.namespace),
    matchesLabels(block(block(policy.values.spec).pod_selector), pod.labels),
  ]);
}

function matchesLabels(selector: Values, labels: Values): Known {
  const equal = Object.entries(block(selector.match_labels)).map(([key, value]) => isEqual(labels[key], value));
  const expressions = blocks(selector.match_expressions).map(({ key, operator, values }) => {
    const label = labels[text(key) ?? ""];
    if (operator === "Exists") return label !== undefined;
    if (operator === "DoesNotExist") return label === undefined;
    const isListed = any(list(values).map((value) => isEqual(label, value)));
    return operator === "In" ? isListed : isListed === undefined ? undefined : !isListed;
  });
  return every([...equal, ...expressions]);
}

function isEqual(a: unknown, b: unknown): Known {
  if (a === b) return true;
  return [a, b].some((each) => typeof each === "string" && isExpression(each)) && a !== undefined ? undefined : false;
}

function every(values: Known[]): Known {
  return values.includes(false) ? false : values.includes(undefined) ? undefined : true;
}

function any(values: Known[]): Known {
  return values.includes(true) ? true : values.includes(undefined) ? undefined : false;
}

function policyOf(policy: TerraformObject, objects: TerraformObject[]): EgressPolicy {
  const spec = block(policy.values.spec);
  const isUnread = typeof spec.egress === "string" || spec.dynamic !== undefined;
  const unread: EgressRule[] = isUnread ? [{ peers: [{ kind: "unread", text: "its egress rules" }] }] : [];
  const namespace = namespaceOf(policy, objects);
  const rules = blocks(spec.egress).map((rule) => ruleOf(rule, namespace));
  return { address: policy.address, name: workloadName(policy), rules: [...rules, ...unread] };
}

function ruleOf({ to, ports }: Values, namespace: string): EgressRule {
  const peers = blocks(to).map((peer) => peerOf(peer, namespace));
  const limits = blocks(ports).map(portOf);
  return {
    ...((peers.length > 0 || typeof to === "string") && {
      peers: typeof to === "string" ? [{ kind: "unread", text: to }] : peers,
    }),
    ...((limits.length > 0 || typeof ports === "string") && {
      ports: typeof ports === "string" ? [{ unread: ports }] : limits,
    }),
  };
}

function peerOf(peer: Values, namespace: string): EgressPeer {
  const [range] = blocks(peer.ip_block);
  if (range !== undefined) {
    const written = [text(range.cidr) ?? "", ...list(range.except).map((each) => text(each) ?? "")];
    const [cidr, ...except] = written.map(parseCidr);
    const isRead = cidr !== undefined && except.every((each) => each !== undefined) && typeof range.except !== "string";
    return isRead ? { kind: "block", cidr, except: except.flatMap((each) => each ?? []) } : unreadBlock(written);
  }
  const [namespaces] = blocks(peer.namespace_selector);
  const [pods] = blocks(peer.pod_selector);
  const labels = pods === undefined ? "" : labelTexts(pods);
  const all = namespaces !== undefined && labelTexts(namespaces) === "";
  return {
    kind: "selector",
    text: `${labels === "" ? "pods" : `pods with ${labels}`} in ${namespacesText(namespaces, namespace)}`,
    // Some network plugins distinguish an empty pod selector from none.
    everyPod: all && pods === undefined,
  };
}

function unreadBlock(written: string[]): EgressPeer {
  return { kind: "unread", text: written.find((each) => parseCidr(each) === undefined) ?? written[0] };
}

function namespacesText(selector: Values | undefined, own: string): string {
  if (selector === undefined) return `namespace ${own}`;
  const labels = labelTexts(selector);
  if (labels === "") return "all namespaces";
  const [prefix, ...rest] = labels.split(`${NAMESPACE_LABEL}=`);
  return prefix === "" && !rest.join("").includes(",") ? `namespace ${rest.join("")}` : `namespaces with ${labels}`;
}

function labelTexts(selector: Values): string {
  return [
    ...Object.entries(block(selector.match_labels)).map(([key, value]) => `${key}=${text(value) ?? ""}`),
    ...blocks(selector.match_expressions).map(({ key, operator, values }) =>
      [key, operator, list(values).join("|")].filter(Boolean).join(" "),
    ),
  ].join(", ");
}

function portOf({ port, end_port: end, protocol }: Values): EgressPort {
  const written = text(port);
  const over = text(protocol) ?? "TCP";
  const unread = [written, text(end), over].find((each) => each !== undefined && isExpression(each));
  if (unread !== undefined) return { unread };
  if (written === undefined) return { protocol: over };
  // The number of a named port is in the pods.
  if (!/^\d+$/.test(written)) return { protocol: over, unread: written };
  // The provider writes 0 for an end that is not set.
  return { protocol: over, first: Number(written), last: Math.max(Number(written), Number(text(end) ?? 0)) };
}
