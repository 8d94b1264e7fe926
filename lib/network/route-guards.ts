import { TerraformResource, TerraformStack } from "cdktf";
import { IConstruct } from "constructs";
import { RouteGuardOptions } from "./route-options";
import { RouteOrder } from "./route-order";
import { Account } from "../core/account";
import { Cidr, parseCidr, subtractCidrs } from "../core/addresses/cidr";
import { validateReason } from "../core/comment";
import { Problem } from "../core/errors";
import { IRouteGuard } from "../core/route-guard";
import { validateNoIgnoredChanges } from "../core/terraform/lifecycle";
import { ReplacementTrigger } from "../core/terraform/replacement";
import { address, escapeTemplate } from "../core/terraform/resources";

/** A route that nothing guards says why, where whoever looks at the tunnel reads it. */
const UNGUARDED = "unguarded: ";

/** @internal */
export function commentOf({ unguarded }: RouteGuardOptions): string {
  return unguarded === undefined ? "" : escapeTemplate(UNGUARDED + unguarded);
}

/** @internal What is wrong with the guards of a route. */
export function validateGuards(
  scope: IConstruct,
  account: Account,
  what: string,
  { guardedBy = [], unguarded }: RouteGuardOptions,
): Problem[] {
  const problems = guardedBy.flatMap((guard) => validateGuardOwner(scope, account, guard));
  if (unguarded !== undefined) problems.push(...validateReason(unguarded, UNGUARDED, "route"));
  if (guardedBy.length === 0 && unguarded === undefined) {
    problems.push({
      code: "RouteWithoutPolicy",
      message: `${what} has neither guardedBy nor unguarded; every enrolled device could reach it: name the Gateway policies that block it for others, or say in unguarded why there is none`,
    });
  }
  if (guardedBy.length > 0 && unguarded !== undefined) {
    problems.push({
      code: "RouteGuardInvalid",
      message: `${what} has both guardedBy and unguarded; expected one of them`,
    });
  }
  return problems;
}

/** @internal What of a range its guards leave open. Where only the engine can tell what a policy blocks, nothing is said. */
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
      message: `${cidr.text} is guarded by ${guards.map(({ node }) => node.path).join(", ")}, which block nothing in ${shown(open)}; expected policies that block all of it in its virtual network, behind those that allow`,
    },
  ];
}

/**
 * Ties a route to its way and its guards: where one of them is another, the route is replaced, so it closes before they go and opens after they are there,
 * whatever fails in between. Left as it is, or updated in place, it would stay open while one guard is deleted and the next is not there yet, and would
 * vanish with a tunnel that is deleted before the update.
 *
 * @internal
 */
export function tie(route: TerraformResource, way: ReplacementTrigger, guards: IRouteGuard[]): void {
  way.replaces(route);
  if (guards.length > 0) RouteOrder.of(route).follows(route, guards);
}

/** @internal The ids of the guards that block, be it one port or one name, in an order of their own: an allow that comes or goes opens nothing. */
export function blockingIds(guards: IRouteGuard[]): string[] {
  return guards
    .filter(({ _keepsOut }) => _keepsOut)
    .sort((a, b) => (a.node.path < b.node.path ? -1 : 1))
    .map(({ policyId }) => policyId);
}

/** @internal What Aspects took of that; `addOverride` is out of its sight. */
export function validateGuardEdges(route: TerraformResource, way: ReplacementTrigger, guards: IRouteGuard[]): string[] {
  const { path } = route.node;
  const problems = [route, way].flatMap((each) => [
    ...validateNoIgnoredChanges(each).map(({ code, message }) => `${code}: ${message}`),
    ...(each.lifecycle?.createBeforeDestroy === true
      ? [broken(`lifecycle.createBeforeDestroy of ${each.node.path} is true; expected none: a route closes first`)]
      : []),
  ]);
  if (!way.isIntact(route)) {
    problems.push(
      broken(`lifecycle.replaceTriggeredBy of ${path} lost ${way.node.path}; merge: { ...resource.lifecycle, … }`),
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
    problems.push(
      broken(`dependsOn of ${from.node.path} lost ${to.node.path}; add to the list instead of replacing it`),
    );
  }
  return problems;
}

function validateGuardOwner(scope: IConstruct, account: Account, { _owner: owner }: IRouteGuard): Problem[] {
  const { path } = owner.construct.node;
  const problems: Problem[] = [];
  if (owner.account.accountId !== account.accountId) {
    problems.push({
      code: "AccountMismatch",
      message: `${path} belongs to account ${owner.account.accountId}, the route to ${account.accountId}; define it in this account`,
    });
  }
  if (TerraformStack.of(owner.construct) !== TerraformStack.of(scope)) {
    problems.push({
      code: "StackMismatch",
      message: `${path} is an object of another stack, and would go before the route that it guards; define it in the stack of the route, or name it in unguarded`,
    });
  }
  return problems;
}

function shown(cidrs: Cidr[]): string {
  const [first, ...others] = cidrs.map(({ text }) => text);
  return others.length === 0 ? first : `${first} and ${others.length} more`;
}

function broken(message: string): string {
  return `SafetyContractBroken: ${message}`;
}
