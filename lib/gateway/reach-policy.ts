import { ZeroTrustGatewayPolicy } from "@cdktf/provider-cloudflare/lib/zero-trust-gateway-policy";
import { Construct } from "constructs";
import { Identity } from "./identity";
import { Condition, Traffic } from "./traffic";
import { Account } from "../core/account";
import { reportAtEnd } from "../core/errors";
import { warnAboutOtherNetworks } from "../network/reach/network-warnings";
import { RegisteredPolicy, registerPolicy } from "../network/reach/registered";
import { warnAboutIneffectiveBlock } from "../network/reach/validate";
import { parseExpression } from "../reachability/expression/parse";
import type { GatewayPolicyData } from "../reachability/gateway/model";
import { denies } from "../reachability/gateway/readings";

/** @internal The properties of a policy that decide who reaches the routes of its account. */
export interface ReachPolicy {
  readonly builder: "dns" | "l4";
  readonly account: Account;
  readonly traffic: Traffic;
  readonly identity?: Identity;
}

/**
 * Registers a policy with the routes of its account, which are checked with all policies of the app.
 *
 * @internal
 */
export function registerForReach(policy: Construct, resource: ZeroTrustGatewayPolicy, props: ReachPolicy): void {
  const { account, traffic, identity } = props;
  const registered: RegisteredPolicy = {
    construct: policy,
    precedence: resource.precedenceInput!,
    isNarrowBlock: denies(resource.actionInput!) && (identity !== undefined || traffic._conditions.some(isNarrow)),
    virtualNetworks: traffic._conditions.flatMap(({ virtualNetwork }) => virtualNetwork ?? []),
    data: dataOf(resource, props),
  };
  registerPolicy(registered, account.accountId);
  reportAtEnd(policy, () => {
    warnAboutIneffectiveBlock(registered, account.accountId);
    warnAboutOtherNetworks(registered, account.accountId);
    return [];
  });
}

/** Whether a condition matches a part of the traffic to a destination. An exception leaves most of it. */
function isNarrow({ subject, cidrs, virtualNetwork, negated }: Condition): boolean {
  return subject === "connections" && cidrs === undefined && virtualNetwork === undefined && negated !== true;
}

/**
 * What the construct wrote, since a change by an Aspect breaks the contract. Tokens are not resolved: an expression
 * with a token can be compared with itself only.
 */
function dataOf(resource: ZeroTrustGatewayPolicy, { builder, traffic, identity }: ReachPolicy): GatewayPolicyData {
  const { trafficInput, identityInput, devicePostureInput } = resource;
  const isInvalid = traffic._problems.length > 0 || (identity !== undefined && identity._problems.length > 0);
  return {
    name: resource.node.path,
    builder,
    action: resource.actionInput!,
    ...(trafficInput !== undefined && { traffic: parseExpression(trafficInput) }),
    ...(identityInput !== undefined && { identity: parseExpression(identityInput) }),
    ...(devicePostureInput !== undefined && { devicePosture: parseExpression(devicePostureInput) }),
    ...(isInvalid && { unsure: "it is not valid" }),
  };
}
