import { IResolvable, TerraformStack } from "cdktf";
import { IConstruct } from "constructs";
import { OrderedRoute } from "./ordered";
import { registerRoute } from "./reach/registered";
import { validateReach } from "./reach/validate";
import { RouteGuardOptions } from "./route-options";
import { StackOrder } from "./route-order";
import { Account } from "../core/account";
import { COMMENT_PREFIXES, validateReason } from "../core/comment";
import { Problem } from "../core/errors";
import { IRouteGuard } from "../core/route-guard";
import { lazyLiterals } from "../core/terraform/literals";
import { ReplacementTrigger, validateReplacement } from "../core/terraform/replacement";
import { address, dependOn } from "../core/terraform/resources";

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
 * Orders a route after the policies of its stack and replaces it if its tunnel, its virtual network or a policy that
 * stops its traffic changes.
 *
 * A replaced route is deleted before the policies and created after them, even if a step in between fails. Without the
 * replacement, the route would be exposed between the deletion of one policy and the creation of the next, and it would
 * be deleted together with a tunnel that is deleted before the update.
 *
 * @internal
 */
export function tieToGuards(route: OrderedRoute, trigger: ReplacementTrigger): void {
  trigger.replaces(route.resource);
  const own = route.guards.filter(({ _guard }) => TerraformStack.of(_guard) === TerraformStack.of(route.resource));
  dependOn(route.resource, ...own.map(({ _guard }) => address(_guard)));
  StackOrder.of(route.resource).addRoute(route);
  registerRoute(route);
}

/** @internal The policies and routes whose change replaces a route. They are known at the end of the synthesis. */
export function guardTriggers(route: OrderedRoute): { [name: string]: IResolvable } {
  const order = StackOrder.of(route.resource);
  return {
    guards: lazyLiterals(() => order.stopping(route)),
    allows: lazyLiterals(() => order.allowing(route)),
    names: lazyLiterals(() => order.moreSpecific(route)),
  };
}

/** @internal Checks a route at the end of the synthesis: who reaches it, and what Aspects removed from its order. */
export function validateGuardedRoute(route: OrderedRoute, trigger: ReplacementTrigger): Problem[] {
  return [
    ...validateReplacement(route.resource, trigger),
    ...StackOrder.of(route.resource).validateRoute(route),
    ...validateReach(route),
  ];
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
