import { ZeroTrustGatewayPolicy } from "@cdktf/provider-cloudflare/lib/zero-trust-gateway-policy";
import { Construct } from "constructs";
import { matcherOf } from "./route-match";
import { Traffic } from "./traffic";
import { Account } from "../core/account";
import { Problem, reportAtEnd } from "../core/errors";
import { IRouteGuard } from "../core/route-guard";
import { contractBroken, validateNoIgnoredChanges } from "../core/terraform/lifecycle";
import { lazyLiterals } from "../core/terraform/literals";
import { ReplacementTrigger } from "../core/terraform/replacement";
import { OrderedPolicy } from "../network/ordered";
import { StackOrder } from "../network/route-order";

/** @internal The properties of a policy that its order with the routes of its stack depends on. */
export interface RoutePolicy {
  readonly account: Account;
  readonly traffic: Traffic;
  readonly kind: OrderedPolicy["kind"];
  /** Whether matching traffic does not reach the route: it is blocked, or its name gets another answer. */
  readonly stops: boolean;
}

/**
 * Orders a policy with the routes of its stack.
 *
 * A policy that stops traffic of a route is replaced when its decision changes. The route depends on its id, so it is
 * deleted before the policy and created after it. Where no route of the stack depends on it, the policy is updated in
 * place: a replacement would stop nothing for a moment, such as connections to the routes of another stack. With
 * `create_before_destroy` the new policy would have the precedence of the old one, which Cloudflare rejects.
 *
 * @internal
 */
export function orderWithRoutes(
  policy: Construct & IRouteGuard,
  resource: ZeroTrustGatewayPolicy,
  { account, traffic, kind, stops }: RoutePolicy,
): void {
  let trigger: ReplacementTrigger | undefined;
  const values = () => decisionOf(resource);
  StackOrder.of(policy).addPolicy({
    guard: policy,
    kind,
    stops,
    matches: matcherOf(account, traffic),
    precedence: () => `${resource.precedenceInput}`,
    values,
    replaceWithRoutes: () => {
      if (trigger !== undefined) return;
      trigger = new ReplacementTrigger(policy, "Blocked", { blocked: lazyLiterals(values) });
      trigger.replaces(resource);
    },
  });
  reportAtEnd(policy, () => validateReplacement(resource, trigger));
}

/** Read at the end, so that a change by an Aspect is a change of the decision. */
function decisionOf(resource: ZeroTrustGatewayPolicy): string[] {
  const { trafficInput, identityInput, devicePostureInput, precedenceInput } = resource;
  return [trafficInput, identityInput, devicePostureInput, precedenceInput].map((value) => `${value ?? ""}`);
}

/** Checks that Aspects kept the replacement. `addOverride` is not visible to this check. */
function validateReplacement(resource: ZeroTrustGatewayPolicy, trigger: ReplacementTrigger | undefined): Problem[] {
  const problems = [resource, trigger].flatMap((each) => [
    ...(each === undefined ? [] : validateNoIgnoredChanges(each)),
    ...(each?.lifecycle?.createBeforeDestroy === true
      ? [
          contractBroken(
            `lifecycle.createBeforeDestroy of ${each.node.path} is true. Remove it: its routes must be ` +
              "deleted before the policy is replaced.",
          ),
        ]
      : []),
  ]);
  if (trigger !== undefined && !trigger.isIntact(resource)) {
    const { path } = resource.node;
    problems.push(
      contractBroken(
        `lifecycle.replaceTriggeredBy of ${path} no longer contains ${trigger.node.path}. Merge instead of ` +
          "replacing: { ...resource.lifecycle, … }.",
      ),
    );
  }
  return problems;
}
