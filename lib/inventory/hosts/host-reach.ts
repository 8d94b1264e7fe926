import type { AccessData } from "./access-data";
import { audiencesOf } from "./ingress-matching";
import { literalText, Values } from "../../core/terraform/values";
import { PublicDestinations, publicDestinations } from "../../reachability/access/destinations";
import type { AccessApplicationData, AccessPolicyData } from "../../reachability/access/model";
import { Layer, publicReach, PublicReach, PublicTarget } from "../../reachability/access/public-reach";
import { TokenCheck } from "../../reachability/access/token-check";
import { unmatchedRequest } from "../../reachability/access/unmatched-requests";
import type { Attribute } from "../../reachability/users/attribute";
import { Formula, or, substitute } from "../../reachability/users/formula";
import { Certainty, findStranger, findUser, gained, User } from "../../reachability/users/search";
import { describeUser } from "../../reachability/users/user-text";
import type { ProtectionLayer, ProtectionState } from "../model";
import { accountOf, areOtherAccounts } from "../terraform/accounts";
import { attributeOf, TerraformObject } from "../terraform/objects";

/** @internal The applications of an estate, by what they cover, for the hosts of one account. */
export interface Edge {
  /** Undefined if the account of the hosts is unknown. */
  readonly account?: string;
  readonly access: AccessData;
  readonly destinations: PublicDestinations<TerraformObject>;
  /** The hostnames of all destinations. */
  readonly hostnames: string[];
}

/** @internal The edge of an estate, by account: no application of one account covers the hosts of another one. */
export type EdgeOf = (account: string | undefined) => Edge;

/** @internal The edges of an estate. Each one is prepared once. */
export function edgesOf(access: AccessData): EdgeOf {
  const known = new Map<string | undefined, Edge>();
  return (account) => {
    const edge = known.get(account) ?? edgeOf(access, account);
    known.set(account, edge);
    return edge;
  };
}

/** @internal The edge of the hosts of one account. */
export function edgeOf(access: AccessData, account?: string): Edge {
  const all = access.applications
    .filter((application) => !areOtherAccounts(accountOf(application), account))
    .flatMap((application) => publicDestinations(application, application.values));
  const hostnames = [...new Set(all.map(({ hostname }) => hostname))];
  return { ...(account !== undefined && { account }), access, destinations: new PublicDestinations(all), hostnames };
}

/** @internal The applications that cover a name at the edge. */
export interface Coverage {
  /** The application for the whole host. The first one by address if the documentation does not determine which. */
  readonly application?: TerraformObject;
  /** Applications that cover only some paths, and replace the other application there. */
  readonly partial: { readonly application: TerraformObject; readonly path: string }[];
}

/** @internal Who reaches a host, and which layers protect it. */
export interface HostReach extends Coverage {
  /** Whether every ingress rule requires the token of an application. */
  readonly connectorTokenCheck: boolean;
  readonly layers: ProtectionLayer[];
  readonly unverified: ProtectionLayer[];
  readonly state: ProtectionState;
  /** The conditions on which the unverified layers depend. */
  readonly unknown: readonly Attribute[];
  /** How users who are not identified reach the host, as sentences. Empty if they do not. */
  readonly exposures: string[];
  /** Why the application does not count as a layer, as sentences. */
  readonly weaknesses: string[];
  /** The audiences that admit other users than the application does, and one of these users. */
  readonly others: { readonly audience: string; readonly user: string }[];
  /** The policies that match no user. */
  readonly ineffective: string[];
}

/** A kind of request that the destinations and rules of a host distinguish. */
interface Case {
  readonly hostname: string;
  readonly path: string;
  readonly checks: TokenCheck[];
}

/** @internal Evaluates the applications and the ingress rules of a host. */
export function hostReach(hostname: string, rules: Values[], edge: Edge): HostReach {
  const coverage = coverageOf(hostname, edge.destinations);
  const { application } = coverage;
  const main: Case = { hostname, path: "/", checks: checksOf(rules) };
  const connectorTokenCheck = rules.length > 0 && main.checks.every(({ required }) => required);
  const weaknesses = edge.destinations
    .at(hostname, "/")
    .flatMap((each) => (each === undefined ? [] : weaknessesOf(each, edge.access)));
  const exposures = allExposures(main, coverage, rules, edge);
  const layers = layersOf(main, edge, { countsEdge: weaknesses.length === 0, connectorTokenCheck });
  const isExposed = exposures.length > 0 || layers.length === 0;
  const found = isExposed ? [] : layers;
  const unverified = found.filter(({ isVerified }) => !isVerified);
  const unknown = unverified.flatMap((each) => each.unknown);
  return {
    ...coverage,
    connectorTokenCheck,
    layers: found.filter(({ isVerified }) => isVerified).map(({ layer }) => layer),
    unverified: unverified.map(({ layer }) => layer),
    state: isExposed ? "exposed" : stateOf(layers.length, unverified.length),
    unknown: [...new Map(unknown.map((each) => [each.key, each])).values()],
    exposures: [...new Set(exposures)],
    weaknesses: [...new Set(weaknesses)],
    others: application === undefined ? [] : othersOf(application, main.checks, edge.access),
    ineffective: application === undefined ? [] : ineffectiveIn(application, edge.access),
  };
}

/** The exposures of a host, of deeper names that its wildcard matches, and of the paths that are covered separately. */
function allExposures(main: Case, { partial }: Coverage, rules: Values[], edge: Edge): string[] {
  const { hostname } = main;
  const paths = [...new Set(partial.map(({ path }) => path))];
  const ofPaths = paths.flatMap((path) => {
    const checks = checksOf(rules.filter((rule) => mayServe(rule, path)));
    return exposuresOf({ hostname, path, checks }, edge).map((text) => `${path}: ${text}`);
  });
  const ofHost = exposuresOf(main, edge);
  if (ofHost.length > 0 || !hostname.includes("*")) return [...ofHost, ...ofPaths];
  const ofDeeper = exposuresOf({ ...main, hostname: `any.${hostname}` }, edge);
  return ofDeeper.length === 0
    ? ofPaths
    : [
        `No application covers names deeper than ${hostname}, and the connector requires no token for them.`,
        ...ofPaths,
      ];
}

/** A layer that no stranger surely passes. */
interface RestrictingLayer {
  readonly layer: ProtectionLayer;
  readonly isVerified: boolean;
  readonly unknown: readonly Attribute[];
}

function layersOf(
  main: Case,
  edge: Edge,
  { countsEdge, connectorTokenCheck }: { countsEdge: boolean; connectorTokenCheck: boolean },
): RestrictingLayer[] {
  const reaches = main.checks.map((check) => publicReach(targetOf(main, check, edge)));
  const found: [ProtectionLayer, Layer[]][] = [];
  const edgeLayer = edgeLayerOf(main, reaches, edge);
  if (edgeLayer !== undefined && countsEdge) found.push([edgeLayer, reaches.map((each) => each.edge)]);
  if (connectorTokenCheck) found.push(["connector token check", reaches.map(({ connector }) => connector)]);
  return found
    .filter(([, layers]) => layers.every(({ stranger }) => stranger === undefined))
    .map(([layer, layers]) => ({
      layer,
      isVerified: layers.every(({ isVerified }) => isVerified),
      unknown: layers.flatMap(({ unknown }) => unknown),
    }));
}

function edgeLayerOf({ hostname, path }: Case, reaches: PublicReach[], edge: Edge): ProtectionLayer | undefined {
  if (edge.destinations.at(hostname, path).every((each) => each !== undefined)) return "Access application";
  return reaches.every((reach) => reach.edge.users === false) ? "denial of unmatched requests" : undefined;
}

function stateOf(layers: number, unverified: number): ProtectionState {
  if (layers === 1) return unverified === 0 ? "one layer" : "one layer, not verified";
  if (unverified === 0) return "two layers";
  return unverified === 1 ? "two layers, one not verified" : "two layers, not verified";
}

function coverageOf(hostname: string, destinations: PublicDestinations<TerraformObject>): Coverage {
  const at = (path: string) =>
    destinations
      .at(hostname, path)
      .flatMap((each) => each ?? [])
      .sort((a, b) => (a.address < b.address ? -1 : 1));
  const whole = at("/");
  const partial = destinations
    .pathsOf(hostname)
    .filter((path) => path !== "/")
    .flatMap((path) => at(path).map((application) => ({ application, path })))
    .filter(({ application }) => !whole.includes(application));
  return { ...(whole.length > 0 && { application: whole[0] }), partial };
}

/** Each different check of some rules, once. A check without an audience does not count. */
function checksOf(rules: Values[]): TokenCheck[] {
  const checks = rules.map((rule) => {
    const audiences = audiencesOf(rule);
    return { required: audiences.length > 0, audiences };
  });
  return [...new Map(checks.map((check) => [JSON.stringify(check.audiences), check])).values()];
}

/** The form of a regular expression that represents a literal path, or that path and all below. */
const LITERAL_PATH = /^\^((?:\\[^a-zA-Z0-9]|[\w/~@!&'",:;<=>-])+)(\(\?:\/\|\$\)|\(\/\|\$\)|\$)$/;

/** Whether a rule may serve a path or one below it. */
function mayServe(rule: Values, path: string): boolean {
  const [, literal, end] = LITERAL_PATH.exec(literalText(rule.path) ?? "") ?? [];
  if (literal === undefined || path.includes("*")) return true;
  const served = literal.replace(/\\(.)/g, "$1").toLowerCase();
  return served.startsWith(path.toLowerCase()) || (end !== "$" && path.toLowerCase().startsWith(served));
}

function targetOf({ hostname, path }: Case, check: TokenCheck, { account, access, destinations }: Edge): PublicTarget {
  const applications = destinations.at(hostname, path);
  const unmatched = access.unmatchedIn(account);
  const isDenying = unmatched.deny;
  const onHost =
    isDenying && destinations.pathsOf(hostname).some((each) => destinations.at(hostname, each)[0] !== undefined);
  return {
    kind: "regular",
    applications: applications.map((each) => each && access.edgeApplicationOf(each)),
    unmatched: unmatchedRequest(unmatched, hostname, onHost),
    check,
    usersWithToken: (audience) => access.usersWithToken(audience),
  };
}

/** How users who are not identified reach the origin with some request, as sentences. */
function exposuresOf(request: Case, edge: Edge): string[] {
  return request.checks.flatMap((check) => {
    const target = targetOf(request, check, edge);
    const reach = publicReach(target);
    const stranger = strangerIn(reach.users);
    if (stranger !== undefined) return [strangerText(request, stranger, reach, edge)];
    const sentences = target.applications.flatMap((each, i) =>
      each === undefined || check.required
        ? []
        : bypassesOf(edge.destinations.at(request.hostname, request.path)[i]!, edge.access),
    );
    if (strangerIn(publicReach({ ...target, kind: "preflight" }).users) !== undefined) sentences.push(PREFLIGHT);
    return sentences.map((text) => `${text} The connector requires no token.`);
  });
}

const PREFLIGHT = "OPTIONS requests pass the edge without login (options_preflight_bypass).";

function strangerText({ hostname, path }: Case, stranger: User, reach: PublicReach, edge: Edge): string {
  const applications = edge.destinations.at(hostname, path);
  const opening = applications.flatMap((each) => (each === undefined ? [] : openPoliciesOf(each, edge.access)));
  const ambiguous =
    strangerIn(reach.certainUsers) === undefined
      ? " Cloudflare does not document which of several applications covers the request."
      : "";
  if (opening.length > 0) return `${opening[0]}${ambiguous}`;
  if (applications.every((each) => each === undefined)) return "No Access application restricts access.";
  return `${describeUser(stranger).replace(/^a/, "A")} reaches the origin.${ambiguous}`;
}

/** The policies that allow users who are not identified, as sentences. */
function openPoliciesOf(application: TerraformObject, access: AccessData): string[] {
  const { policies, allowedProviders } = access.applicationOf(application);
  return policies.flatMap((policy) => {
    const stranger = strangerPassing(policy, allowedProviders, access);
    if (stranger === undefined) return [];
    const how = policy.decision === "bypass" ? " to pass the edge without login (bypass)" : "";
    return [`Policy ${policy.name} allows ${describeUser(stranger)}${how}.`];
  });
}

/** @internal Finds a user without an identifying attribute whom a policy allows, as if it were the only one. */
export function strangerPassing(
  policy: AccessPolicyData,
  allowedProviders: AccessApplicationData["allowedProviders"],
  { evaluator }: AccessData,
): User | undefined {
  if (policy.decision === "deny") return undefined;
  const { withToken, withoutToken } = evaluator.admissionOf({ policies: [policy], allowedProviders });
  return strangerIn(or(withToken, withoutToken));
}

/** Why an application does not count as a layer, as sentences. */
function weaknessesOf(application: TerraformObject, access: AccessData): string[] {
  const { admission, preflightBypass } = access.edgeApplicationOf(application);
  const stranger = strangerIn(admission.withToken);
  const open = stranger === undefined ? [] : openPoliciesOf(application, access);
  return [
    ...(stranger !== undefined && open.length === 0
      ? [`${application.address} allows ${describeUser(stranger)}.`]
      : open),
    ...bypassesOf(application, access),
    ...(preflightBypass ? [PREFLIGHT] : []),
  ];
}

/** Who passes the edge without a login, which is not a layer of protection even for some users only. */
function bypassesOf(application: TerraformObject, access: AccessData): string[] {
  const user = findUser(knownUsers(access.edgeApplicationOf(application).admission.withoutToken));
  if (user === undefined) return [];
  const { policies } = access.applicationOf(application);
  const names = policies.filter(({ decision }) => decision === "bypass").map(({ name }) => name);
  const which = names.length === 1 ? "Policy" : "One of the policies";
  return [`${which} ${names.join(" and ")} allows ${describeUser(user)} to pass the edge without login (bypass).`];
}

/** The users who are in a set whatever the values of the unknown attributes are. */
function knownUsers(users: Formula): Formula {
  return substitute(users, ({ trust }, positive) => (trust === "unknown" ? !positive : undefined));
}

/** The policies that match no user, as sentences. */
function ineffectiveIn(application: TerraformObject, access: AccessData): string[] {
  const { policies, allowedProviders } = access.applicationOf(application);
  return policies.flatMap((policy) => {
    if (policy.rules === undefined || policy.decision === "deny") return [];
    const { withToken, withoutToken } = access.evaluator.admissionOf({ policies: [policy], allowedProviders });
    if (findUser(or(withToken, withoutToken)) !== undefined) return [];
    const isEarly = policy.decision === "bypass" || policy.decision === "non_identity";
    const why = isEarly ? " It is evaluated before the login, so its identity rules match no one." : "";
    return [`Policy ${policy.name} matches no user.${why}`];
  });
}

/** The audiences of the connector whose users the application does not admit. */
function othersOf(application: TerraformObject, checks: TokenCheck[], access: AccessData): HostReach["others"] {
  const own = attributeOf(application, "aud");
  const { withToken, withoutToken } = access.edgeApplicationOf(application).admission;
  const admitted = or(withToken, withoutToken);
  const accepted = checks.filter(({ audiences }) => audiences.includes(own)).flatMap(({ audiences }) => audiences);
  return [...new Set(accepted)]
    .filter((audience) => audience !== own)
    .flatMap((audience) => {
      const user = gained(admitted, access.usersWithToken(audience));
      return user === undefined ? [] : [{ audience, user: describeUser(user) }];
    });
}

function strangerIn(users: Formula): User | undefined {
  return findStranger(users, Certainty.CERTAIN);
}
