import { usersIn } from "./access-changes";
import type { Examination, Window } from "./examination";
import type { AccessChange, CheckFinding, CheckStep, FailureClass, NotUnderstood } from "./model";
import type { ChangeNode } from "./order/change-nodes";
import type { Order } from "./order/order";
import { unreadGains } from "./unread-routes";
import { push } from "../core/push";
import type { OrderStep } from "./order/reachable-sets";
import { Projection, versionsOf } from "./targets/projection";
import { COMMENT_PREFIXES, declares } from "../core/comment";
import { literalText } from "../core/terraform/values";
import { recordLookup } from "../inventory/hosts/ingress-matching";
import { atAnyTime } from "../inventory/network/temporary";
import { ofType } from "../inventory/terraform/objects";
import { Certainty, findStranger, User } from "../reachability/users/search";
import type { EvaluatedState } from "../rehearsal/checks/comparison";
import type { Exposure, Lockout } from "../rehearsal/checks/exposure";

/** @internal What findings are written with. */
export interface FindingContext {
  readonly describe: (user: User) => string;
  /** Whether a request or an address belongs to the target. */
  readonly isOwn: (request: string) => boolean;
  readonly order?: Order;
}

/** @internal A finding before `--fail-on` has been applied. */
export type OpenFinding = Omit<CheckFinding, "fails">;

/** @internal The findings of one target, in any order. */
export function findingsOf(examination: Examination, context: FindingContext): OpenFinding[] {
  const { projection, exposures, lockouts, gap } = examination;
  const { target } = projection;
  const own = <Kind extends Exposure | Lockout>(all: readonly Window<Kind>[]) =>
    all.filter(({ what }) => context.isOwn(what.target));
  const windows = own(exposures).filter(({ what }) => what.level !== "layer");
  const [worst] = [...windows].sort((a, b) => rank(a) - rank(b));
  const [layer] = own(exposures).filter(({ what }) => what.level === "layer");
  const [lockout] = own(lockouts);
  return [
    ...steadyFindings(examination, context),
    ...(worst === undefined ? [] : [windowFinding(target, worst, context)]),
    ...(worst !== undefined || layer === undefined ? [] : [windowFinding(target, layer, context)]),
    ...(lockout === undefined ? [] : [lockoutFinding(target, lockout, context)]),
    ...(gap === undefined
      ? []
      : [notUnderstoodFinding(target, [{ where: "the order of the apply", why: gap }], [target])]),
    ...unreadGains(examination).map((why) => notUnderstoodFinding(target, [{ where: "who reaches it", why }], [])),
  ];
}

/** Public before users, and short sequences before long ones. */
function rank({ what, steps }: Window<Exposure>): number {
  return (what.level === "public" ? 0 : 1000) + steps.length;
}

function steadyFindings(
  { projection, before, after }: Examination,
  { isOwn, describe }: FindingContext,
): OpenFinding[] {
  const { target, kind } = projection;
  const strangerIn = (state: EvaluatedState) => findStranger(atAnyTime(usersIn(state, isOwn)), Certainty.CERTAIN);
  const stranger = strangerIn(after);
  if (stranger === undefined || isDeclared(projection)) return [];
  const wasPublic = strangerIn(before) !== undefined;
  const who = kind === "host" && describe(stranger) === "anyone" ? "anyone on the internet" : describe(stranger);
  const rule = wasPublic ? "public-existing" : kind === "host" ? "public-host" : "public-route";
  return [
    {
      id: `${rule}@${target}`,
      rule,
      failureClass: wasPublic ? "existing" : "public",
      target,
      title: wasPublic ? `${target} is open to ${who}, as before` : `${target} becomes open to ${who}`,
      who,
      why:
        kind === "host"
          ? "neither an Access application nor the connector asks for an attribute that identifies a user"
          : "no Gateway policy stops enrolled users without an attribute that identifies them",
      fix:
        kind === "host"
          ? "protect the host with an Access policy, or declare the reason in the comment of its DNS record"
          : "block other users with a Gateway policy, or declare the reason in the comment of the route",
      addresses: projection.changes.filter(({ after: object }) => object !== undefined).map(({ address }) => address),
    },
  ];
}

/** Whether the comment of the record that resolves the host, or of a route, declares why the target is open. */
function isDeclared({ target, kind, changes }: Projection): boolean {
  const objects = changes.flatMap(({ after }) => after ?? []);
  if (kind === "route") {
    return objects.some(({ values }) => declares(COMMENT_PREFIXES.unguarded, literalText(values.comment)));
  }
  const record = recordLookup(ofType(objects, "cloudflare_dns_record"))(target);
  return declares(COMMENT_PREFIXES.public, literalText(record?.values.comment));
}

function windowFinding(target: string, window: Window<Exposure>, context: FindingContext): OpenFinding {
  const { what } = window;
  const isLayer = what.level === "layer";
  const who = what.to === "anyone" ? "anyone on the internet" : what.to;
  return {
    id: `${isLayer ? "layer-removed" : "exposure-window"}@${target}`,
    rule: isLayer ? "layer-removed" : "exposure-window",
    failureClass: what.level,
    target,
    title: isLayer
      ? `${target} has one layer of protection less while the apply runs`
      : `${target} is exposed to ${who === "anyone on the internet" ? "anyone" : who} while the apply runs`,
    who: isLayer ? "no one; the other layer still stops every user" : who,
    ...sequenceOf(window, isLayer ? "one layer missing from here" : "exposed from here", context),
  };
}

function lockoutFinding(target: string, window: Window<Lockout>, context: FindingContext): OpenFinding {
  return {
    id: `lockout@${target}`,
    rule: "lockout",
    failureClass: "lockout",
    target,
    title: `${target} refuses ${window.what.to} while the apply runs`,
    who: window.what.to,
    ...sequenceOf(window, "refused from here", context),
  };
}

/** @internal The sequence of calls that leads to a window, and what excludes it. */
export function sequenceOf(
  { steps, endedBy }: Window<unknown>,
  effect: string,
  { order }: FindingContext,
): Pick<OpenFinding, "when" | "steps" | "why" | "fix" | "prevention" | "addresses"> {
  const { nodes } = order!;
  const lines = steps.map((step, i) => stepOf(step, nodes, i === steps.length - 1 ? effect : undefined));
  const last = nodes[steps.at(-1)!.node];
  const ends = endedBy.map((node) => nodes[node]);
  const until = ends.length === 0 ? "the apply has finished" : ends.map(nodeText).join(" or ");
  const failed = steps.filter(({ kind }) => kind === "fail").map(({ node }) => nodeText(nodes[node]));
  return {
    when: `from step ${steps.length} until ${until}; if the apply stops there, until a later apply succeeds`,
    steps: lines,
    ...reasonOf(last, bestEnd(last, ends), failed),
    addresses: [...new Set([last.address, ...ends.map(({ address }) => address)])],
  };
}

/**
 * The call that should come before the last one. The order of two deletions is recorded and survives a failure, while a
 * failed update of an object replaces what is recorded.
 */
function bestEnd(last: ChangeNode, ends: readonly ChangeNode[]): ChangeNode | undefined {
  const deleted = last.operation === "delete" ? ends.find(({ operation }) => operation === "delete") : undefined;
  return deleted ?? ends[0];
}

function stepOf({ node, kind }: OrderStep, nodes: readonly ChangeNode[], effect: string | undefined): CheckStep {
  const { operation, address } = nodes[node];
  const words = { done: operation, fail: `fail ${operation}`, aside: `interrupt ${operation}` };
  return { operation: words[kind], address, ...(effect !== undefined && { effect }) };
}

function nodeText({ operation, address }: ChangeNode): string {
  return `${operation} ${address}`;
}

/** Why the order is possible, and what excludes it. */
function reasonOf(
  last: ChangeNode,
  end: ChangeNode | undefined,
  failed: readonly string[],
): Pick<OpenFinding, "why" | "fix" | "prevention"> {
  if (end === undefined) return { why: "one change gives access to the users of another one" };
  const why =
    failed.length === 0
      ? `no dependency makes "${nodeText(last)}" wait for "${nodeText(end)}"`
      : `after the failure of "${failed[0]}", the state has forgotten what made "${nodeText(last)}" wait for "${nodeText(end)}"`;
  const fix = `apply twice: first ${nodeText(end)}, then ${nodeText(last)}`;
  return { why, fix, prevention: preventionOf(last, end) };
}

function preventionOf(last: ChangeNode, end: ChangeNode): OpenFinding["prevention"] {
  if (last.operation !== "delete") {
    return { text: `let ${last.block} depend on ${end.block}`, code: dependsOn(end.block) };
  }
  if (end.operation === "delete") {
    return {
      text: `let ${end.block} depend on ${last.block}, and apply that once before the next removal`,
      code: dependsOn(last.block),
    };
  }
  return {
    text: `let ${end.block} depend on ${last.block}, set create_before_destroy on ${last.block}, and apply that once before the next removal`,
    code: dependsOn(last.block),
  };
}

function dependsOn(block: string): string {
  return `depends_on = [${block.replace(/^[^/]*\//, "")}]`;
}

/** @internal One finding for each target to which users gain access. */
export function gainFindings(accessChanges: readonly AccessChange[]): OpenFinding[] {
  const gains = accessChanges.filter(({ change }) => change === "gains");
  return [...new Set(gains.map(({ target }) => target))].map((target) => {
    const rows = gains.filter((each) => each.target === target);
    return {
      id: `access-gained@${target}`,
      rule: "access-gained",
      failureClass: "gain",
      target,
      title: `users gain access to ${target}`,
      who: rows.map(({ who }) => who).join("; "),
      why: rows[0].because,
      addresses: [],
    };
  });
}

/** @internal One finding for each object that is not understood, with the targets that it may affect. */
export function notUnderstoodFindings(
  all: readonly NotUnderstood[],
  targetsOf: (address: string) => readonly string[],
): OpenFinding[] {
  const byAddress = new Map<string, NotUnderstood[]>();
  for (const each of all) push(byAddress, each.address, each);
  return [...byAddress].map(([address, parts]) => notUnderstoodFinding(address, parts, targetsOf(address)));
}

function notUnderstoodFinding(
  address: string,
  parts: readonly Pick<NotUnderstood, "where" | "why">[],
  affected: readonly string[],
): OpenFinding {
  const [first] = parts;
  const isOne = parts.every(({ why }) => why === first.why);
  return {
    id: `not-understood@${address}`,
    rule: "not-understood",
    failureClass: "unknown" satisfies FailureClass,
    target: address,
    title: `${address} is not understood`,
    where: parts.map(({ where }) => where).join(", "),
    why: isOne ? first.why : parts.map(({ where, why }) => `${where}: ${why}`).join("; "),
    ...(affected.length > 0 && { affects: affected.join(", ") }),
    addresses: [address],
  };
}

/** @internal The targets whose objects include an address. */
export function affectedBy(address: string, examinations: readonly Examination[]): string[] {
  return examinations
    .filter(({ projection }) =>
      projection.changes.some((each) => each.address === address && versionsOf(each).length > 0),
    )
    .map(({ projection }) => projection.target);
}
