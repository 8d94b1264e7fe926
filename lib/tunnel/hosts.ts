import { TerraformStack } from "cdktf";
import { Construct, IConstruct } from "constructs";
import { honourDependencies } from "../core/dependencies";

const ID = "Hosts";

const publishedIn = new WeakMap<IConstruct, Map<string, IConstruct>>();

/**
 * Where in the app a host is published already, or `undefined` after noting that it is published here.
 *
 * @internal
 */
export function publishedBefore(scope: Construct, hostname: string): IConstruct | undefined {
  const ofApp = publishedIn.get(scope.node.root) ?? new Map<string, IConstruct>();
  publishedIn.set(scope.node.root, ofApp);
  const before = ofApp.get(hostname);
  if (before === undefined) ofApp.set(hostname, scope);
  return before;
}

/**
 * Defines the one node of a stack that holds its published hosts, keyed by hostname and not by tunnel: a rename is a removal and an
 * addition, never an in-place move of the lock, and a host that moves to another tunnel keeps its application and its record.
 *
 * @internal
 */
export function hostsOf(scope: Construct): Construct {
  const stack = TerraformStack.of(scope);
  const existing = stack.node.tryFindChild(ID);
  if (existing !== undefined) return existing as Construct;
  const hosts = new Construct(stack, ID);
  honourDependencies(hosts);
  return hosts;
}
