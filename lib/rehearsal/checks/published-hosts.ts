import { ANYONE, asTerraform, Exposure, ExposureCheck, exposureLevel } from "./exposure";
import { Request, requestsOf, ruleFor } from "./requests";
import { isExpression } from "../../core/terraform/expressions";
import {
  ANY_HOSTNAME,
  applicationAt,
  audiencesOf,
  destinationsOf,
  recordOf,
  tunnelTarget,
} from "../../inventory/hosts/ingress-matching";
import { AccessData, accessDataOf } from "../../inventory/hosts/access-data";
import { policiesOf } from "../../inventory/hosts/policies";
import { configurationsOf, routedTunnels, rulesOf } from "../../inventory/hosts/tunnels";
import { attributeOf, ofType, Resolve, resolverOf, TerraformObject } from "../../inventory/terraform/objects";
import { text, Values } from "../../inventory/terraform/values";

/** @internal The options of `publishedHosts`. */
export interface PublishedHostsOptions {
  /**
   * Whether to assume a wildcard record of another stack that points every name to every tunnel, so that a rule that
   * outlives its application counts.
   *
   * @default true
   */
  readonly resolveEverything?: boolean;
  /**
   * Whether to assume that the connector checks no token, which shows how far the application alone protects.
   *
   * @default false
   */
  readonly ignoreTokenCheck?: boolean;
}

const APPLICATION = "cloudflare_zero_trust_access_application";
const RECORD = "cloudflare_dns_record";
const CONFIGURATION = "cloudflare_zero_trust_tunnel_cloudflared_config";

/**
 * Creates the check of hosts on the internet. A record points to a tunnel, and a rule to an origin. The Access
 * application and the connector token check are the two layers of protection.
 *
 * @internal
 */
export function publishedHosts(options: PublishedHostsOptions = {}): ExposureCheck {
  const { resolveEverything = true, ignoreTokenCheck = false } = options;
  return {
    name: "published host",
    prepare: (allObjects) => {
      const requests = requestsOf(allObjects);
      const externalAudiences = externalAudiencesIn(allObjects);
      return (objects) => {
        const state = stateOf(objects.map(asTerraform), externalAudiences);
        return state.tunnels.flatMap(({ entry, rules }) =>
          requests.flatMap((request) => {
            const rule = ruleFor(request, rules);
            if (rule === undefined) return [];
            if (!resolveEverything && !resolvesTo(entry.id, request, state.records)) return [];
            const found = exposureOf(request, rule, state, ignoreTokenCheck);
            return found === undefined ? [] : [{ ...found, origin: `${found.origin} through tunnel ${entry.name}` }];
          }),
        );
      };
    },
  };
}

/** One state of the cloud, indexed. */
interface State {
  readonly tunnels: ReturnType<typeof routedTunnels>;
  readonly records: TerraformObject[];
  readonly destinations: ReturnType<typeof destinationsOf>;
  readonly resolve: Resolve;
  readonly access: AccessData;
  /** The existing applications by audience. */
  readonly applications: Map<string, TerraformObject>;
  readonly externalAudiences: Set<string>;
}

function stateOf(objects: TerraformObject[], externalAudiences: Set<string>): State {
  const applications = ofType(objects, APPLICATION);
  // A configuration has the id of its tunnel.
  const resolve = resolverOf(objects.filter(({ type }) => type !== CONFIGURATION));
  return {
    tunnels: routedTunnels(objects, resolve),
    records: ofType(objects, RECORD),
    destinations: destinationsOf(applications),
    resolve,
    access: accessDataOf(objects, resolve),
    applications: new Map(applications.map((application) => [attributeOf(application, "aud"), application])),
    externalAudiences,
  };
}

function resolvesTo(tunnelId: string, { hostname }: Request, records: TerraformObject[]): boolean {
  const record = recordOf(hostname, records);
  return record !== undefined && text(record.values.content) === tunnelTarget(tunnelId);
}

function exposureOf(request: Request, rule: Values, state: State, ignoreTokenCheck: boolean): Exposure | undefined {
  const unauthenticated = unauthenticatedUsers(request, state);
  const isTokenChecked = !ignoreTokenCheck && checksToken(rule, state);
  const level = exposureLevel(unauthenticated === undefined, isTokenChecked);
  if (level === "protected") return undefined;
  const name = request.hostname === ANY_HOSTNAME ? "<any other name>" : request.hostname;
  const target = `https://${name}${request.path}`;
  return { target, origin: text(rule.service) ?? "?", level, to: unauthenticated ?? ANYONE };
}

/** The users who pass the edge without a login, or undefined if there are none. */
function unauthenticatedUsers(
  { hostname, path }: Request,
  { destinations, resolve, access }: State,
): string | undefined {
  const application = applicationAt(hostname, path, destinations);
  if (application === undefined) return ANYONE;
  const policies = policiesOf(application, resolve, access);
  if (policies.some(({ anyone }) => anyone)) return ANYONE;
  const bypassed = policies.filter(({ decision }) => decision === "bypass").map(({ who }) => who);
  return bypassed.length === 0 ? undefined : bypassed.join("; ");
}

/**
 * Whether the connector requires a token that unauthenticated users cannot get. The token of a deleted application does
 * not count although no user can get it, because a layer of protection must allow the users of the host.
 */
function checksToken(rule: Values, { applications, resolve, access, externalAudiences }: State): boolean {
  const audiences = audiencesOf(rule);
  const isIssuedToAnyone = (aud: string) => {
    const application = applications.get(aud);
    const policies = application === undefined ? [] : policiesOf(application, resolve, access);
    return policies.some(({ anyone, decision }) => anyone && decision !== "bypass");
  };
  const exists = (aud: string) => applications.has(aud) || externalAudiences.has(aud);
  return audiences.some(exists) && !audiences.some(isIssuedToAnyone);
}

/** The audiences of applications that are managed elsewhere: those that are literals in a rule. */
function externalAudiencesIn(allObjects: TerraformObject[]): Set<string> {
  const own = new Set(ofType(allObjects, APPLICATION).map((application) => attributeOf(application, "aud")));
  const required = configurationsOf(allObjects).flatMap(rulesOf).flatMap(audiencesOf);
  return new Set(required.filter((aud) => !isExpression(aud) && !own.has(aud)));
}
