import { ZeroTrustGatewayPolicy } from "@cdktf/provider-cloudflare/lib/zero-trust-gateway-policy";
import { Construct } from "constructs";
import { matcherOf } from "./route-match";
import { Traffic } from "./traffic";
import { Account } from "../core/account";
import { reportAtEnd } from "../core/errors";
import { IRouteGuard } from "../core/route-guard";
import { lazyLiterals } from "../core/terraform/literals";
import { ReplacementTrigger, validateReplacement } from "../core/terraform/replacement";
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
