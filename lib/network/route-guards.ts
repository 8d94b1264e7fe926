import { TerraformResource, TerraformStack } from "cdktf";
import { IConstruct } from "constructs";
import { RouteGuardOptions } from "./route-options";
import { RouteOrder } from "./route-order";
import { Account } from "../core/account";
import { Cidr, parseCidr, subtractCidrs } from "../core/addresses/cidr";
import { COMMENT_PREFIXES, validateReason } from "../core/comment";
import { Problem } from "../core/errors";
import { IRouteGuard } from "../core/route-guard";
import { contractBroken, missingEdge, validateNoIgnoredChanges } from "../core/terraform/lifecycle";
import { ReplacementTrigger } from "../core/terraform/replacement";
import { address } from "../core/terraform/resources";

/** @internal Returns the comment of a route: the reason why it has no guarding policy. */
export function commentOf({ unguarded }: RouteGuardOptions): string {
  return unguarded === undefined ? "" : COMMENT_PREFIXES.unguarded + unguarded;
}

/** @internal Validates the guarding policies of a route. @param what the route in messages */
export function validateGuards(
  scope: IConstruct,
  account: Account,
  what: string,
  { guardedBy = [], unguarded }: RouteGuardOptions,
): Problem[] {
  const problems = guardedBy.flatMap((guard) => validateGuardOwner(scope, account, guard));
  if (unguarded !== undefined) problems.push(...validateReason(unguarded, COMMENT_PREFIXES.unguarded, "route"));
  if (guardedBy.length === 0 && unguarded === undefined) {
    problems.push({
      code: "RouteWithoutPolicy",
      message: `${what} has neither guardedBy nor unguarded, so every enrolled device could reach it. List the Gateway policies that block it for other users in guardedBy, or state in unguarded why there is none.`,
    });
  }
  if (guardedBy.length > 0 && unguarded !== undefined) {
    problems.push({
      code: "RouteGuardInvalid",
      message: `${what} has both guardedBy and unguarded. Use one of them.`,
    });
  }
  return problems;
}

/**
 * Finds the part of a range that its guarding policies do not block. A policy whose blocked range is unknown at synth,
 * because it depends on more than addresses, is not checked.
 *
 * @internal
 */
export function validateGuardCoverage(
  cidr: Cidr,
  virtualNetworkId: string | undefined,
  guards: IRouteGuard[],
): Problem[] {
  if (guards.length === 0 || guards.some((guard) => guard._blocked === undefined)) return [];
  const blocked = guards.flatMap(({ _blocked: { cidrs, virtualNetworkId: only } = { cidrs: [] } }) =>
    only === undefined || only === virtualNetworkId ? cidrs.flatMap((each) => parseCidr(each) ?? []) : [],
  );
  const open = subtractCidrs([cidr], blocked);
  if (open.length === 0) return [];
  return [
    {
      code: "RouteGuardInvalid",
      message: `guardedBy: none of ${guards.map(({ node }) => node.path).join(", ")} blocks ${shown(open)} of ${cidr.text}. Add policies that block the rest in the virtual network of the route, after the policies that allow it.`,
    },
  ];
}

/**
 * Orders a route after its guarding policies and replaces it if its tunnel, its virtual network or a blocking policy
 * changes.
 *
 * A replaced route is deleted before its policies and created after them, even if a step in between fails. Without the
 * replacement, the route would be exposed between the deletion of one policy and the creation of the next, and it would
 * be deleted together with a tunnel that is deleted before the update.
 *
 * @internal
 */
export function tieToGuards(route: TerraformResource, trigger: ReplacementTrigger, guards: IRouteGuard[]): void {
  trigger.replaces(route);
  if (guards.length > 0) RouteOrder.of(route).placeAfter(route, guards);
}

/**
 * Returns the ids of the policies that block anything, in a stable order. Adding or removing a policy that only allows
 * exposes nothing, so it does not replace the route.
 *
 * @internal
 */
export function blockingIds(guards: IRouteGuard[]): string[] {
  return guards
    .filter(({ _keepsOut }) => _keepsOut)
    .sort((a, b) => (a.node.path < b.node.path ? -1 : 1))
    .map(({ policyId }) => policyId);
}

/** @internal Finds what Aspects removed from the order of a route. `addOverride` is invisible to it. */
export function validateGuardEdges(
  route: TerraformResource,
  trigger: ReplacementTrigger,
  guards: IRouteGuard[],
): Problem[] {
  const { path } = route.node;
  const problems = [route, trigger].flatMap((each) => [
    ...validateNoIgnoredChanges(each),
    ...(each.lifecycle?.createBeforeDestroy === true
      ? [
          contractBroken(
            `lifecycle.createBeforeDestroy of ${each.node.path} is true; it must not be set, because a route is deleted before it is created again.`,
          ),
        ]
      : []),
  ]);
  if (!trigger.isIntact(route)) {
    problems.push(
      contractBroken(
        `lifecycle.replaceTriggeredBy of ${path} no longer contains ${trigger.node.path}. Merge instead of replacing: { ...resource.lifecycle, … }`,
      ),
    );
  }
  if (guards.length === 0) return problems;
  const { closed, guarded } = RouteOrder.of(route);
  const edges = guards.flatMap(({ _guard }) => [
    [route, _guard],
    [_guard, closed],
  ]);
  for (const [from, to] of [...edges, [route, guarded]]) {
    if (from.dependsOn?.includes(address(to))) continue;
    problems.push(missingEdge(from, to));
  }
  return problems;
}

function validateGuardOwner(scope: IConstruct, account: Account, { _owner: owner }: IRouteGuard): Problem[] {
  const { path } = owner.construct.node;
  const problems: Problem[] = [];
  if (owner.account.accountId !== account.accountId) {
    problems.push({
      code: "AccountMismatch",
      message: `${path} is in account ${owner.account.accountId}, but the route is in ${account.accountId}. Create the policy in the account of the route.`,
    });
  }
  if (TerraformStack.of(owner.construct) !== TerraformStack.of(scope)) {
    problems.push({
      code: "StackMismatch",
      message: `${path} is in another stack, so it would be deleted before the route that it guards. Create it in the stack of the route, or mention it in unguarded.`,
    });
  }
  return problems;
}

function shown(cidrs: Cidr[]): string {
  const [first, ...others] = cidrs.map(({ text }) => text);
  return others.length === 0 ? first : `${first} and ${others.length} more`;
}
