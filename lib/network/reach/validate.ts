import { AccountReach, OpenTarget } from "./account-reach";
import type { PolicyInApp, RegisteredPolicy } from "./registered";
import { Cidr, contains, overlaps, subtractCidrs } from "../../core/addresses/cidr";
import { Problem, warn } from "../../core/errors";
import { destinationsIn } from "../../reachability/expression/operands";
import { describeEnrolledUser } from "../../reachability/gateway/enrolled-users";
import type { PolicyStep } from "../../reachability/gateway/matching";
import { denies } from "../../reachability/gateway/readings";
import { attributesOf, Formula, valueOf } from "../../reachability/users/formula";
import { findUser, User } from "../../reachability/users/search";
import { OrderedRoute } from "../ordered";
import { placeOf } from "../route-registry";

/** @internal Refuses a route with guarding policies that every enrolled user gets through. */
export function validateReach(route: OrderedRoute): Problem[] {
  const open = AccountReach.of(route.resource, route.target.account.accountId).openTargetOf(route);
  if (open === undefined) return [];
  const message = `guardedBy: ${describeEnrolledUser(shownUser(open))} reaches ${placeText(route, open)}: ${reasonOf(open)}`;
  return [{ code: "RouteGuardInvalid", message }];
}

/** @internal Warns about a narrow block that has no effect, because of a policy that allows before it. */
export function warnAboutIneffectiveBlock(policy: RegisteredPolicy, accountId: string): void {
  if (!policy.isNarrowBlock || WARNED.has(policy)) return;
  const { allow } = AccountReach.of(policy.construct, accountId).ineffectiveBlock(policy) ?? {};
  if (allow === undefined) return;
  WARNED.add(policy);
  warn(policy.construct, "BlockWithoutEffect", ineffectiveBlockText(policy, allow));
}

/** Stacks can be validated more than once. */
const WARNED = new WeakSet<RegisteredPolicy>();

function ineffectiveBlockText({ precedence }: RegisteredPolicy, allow: RegisteredPolicy): string {
  return (
    `the policy has no effect on any route: ${allow.construct.node.path} allows users and connections that it ` +
    `should block, because its precedence ${allow.precedence} is lower than ${precedence}. Set \`precedence\` of this ` +
    `policy to a number below ${allow.precedence}; by default, blocking policies are evaluated after all others.`
  );
}

/** The user with what they lack, such as a group that is blocked. */
function shownUser({ user, reach: { users } }: OpenTarget): User {
  const found = findUser(users);
  return found === undefined || found.has.length > 0 ? user : found;
}

function reasonOf({ user, reach }: OpenTarget): string {
  const layers = [reach.dns?.steps, reach.network.steps] as (readonly PolicyStep<PolicyInApp>[] | undefined)[];
  const orders = layers.map((steps = []) => {
    const matching = steps.filter(({ match }) => matches(match, user));
    const [first] = matching;
    if (first === undefined || denies(first.policy.action)) return {};
    return { allow: pathOf(first), block: matching.find(({ policy }) => denies(policy.action)) };
  });
  const { allow, block } = orders.find((each) => each.block) ?? orders.find((each) => each.allow) ?? {};
  if (allow === undefined) {
    return "no policy blocks it. Add a policy that blocks it there for all other users, after the policies that allow it.";
  }
  const remedy = `Add an identity to ${allow}, narrow its traffic, or set \`precedence\``;
  return block === undefined
    ? `${allow} allows it. Add an identity to it, and a policy after it that blocks all other users.`
    : `${allow} allows it before ${pathOf(block)} blocks it. ${remedy} so that the policy that blocks is evaluated first.`;
}

function pathOf({ policy: { policy } }: PolicyStep<PolicyInApp>): string {
  return policy.construct.node.path;
}

/** Whether a policy matches a user, who has no other attributes. */
function matches(match: Formula, { has }: User): boolean {
  const keys = new Set(has.map(({ key }) => key));
  return valueOf(match, new Map(attributesOf(match).map(({ key }) => [key, keys.has(key)]))) === true;
}

function placeText({ target: routed }: OrderedRoute, open: OpenTarget): string {
  const { port, serverName, name } = open.target;
  const place = "cidr" in routed ? addressText(routed.cidr, open) : `"${name}"`;
  const network =
    "cidr" in routed && routed.virtualNetwork !== undefined ? ` in ${placeOf(routed.virtualNetwork)}` : "";
  const protocol = open.target.protocol === undefined ? "" : ` by ${open.target.protocol}`;
  const server = typeof serverName === "string" && serverName !== name ? ` with the server name ${serverName}` : "";
  return `${place}${network}${open.ports.size > 1 ? ` on port ${port}` : ""}${protocol}${server}`;
}

/** The range around the address of a target that no policy divides. */
function addressText(routed: Cidr, { target: { destination }, estate: { policies } }: OpenTarget): string {
  const written = policies
    .flatMap(({ traffic }) => (traffic === undefined ? [] : destinationsIn(traffic)))
    .filter((range) => overlaps(range, routed) && range.prefix > routed.prefix);
  const within = written.filter((range) => contains(range, destination)).sort((a, b) => b.prefix - a.prefix);
  const [range] = [...within, routed];
  const inner = written.filter((each) => each.prefix > range.prefix && contains(range, each));
  const { text } = subtractCidrs([range], inner).find((each) => contains(each, destination)) ?? range;
  return text.replace(/[/](?:32|128)$/, "");
}
