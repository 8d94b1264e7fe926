import { ANYONE, asTerraform, Exposure, ExposureKind, lockState } from "./exposure";
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
import { policiesOf } from "../../inventory/hosts/policies";
import { configurationsOf, routedTunnels, rulesOf } from "../../inventory/hosts/tunnels";
import { attributeOf, ofType, Resolve, resolverOf, TerraformObject } from "../../inventory/terraform/objects";
import { text, Values } from "../../inventory/terraform/values";

/** @internal How hosts are judged. */
export interface PublishedHostsOptions {
  /** As if a wildcard record of another stack led every name to every tunnel: a rule that outlives its application counts. @default true */
  readonly resolveEverything?: boolean;
  /** As if the connector asked for no token: what the application at the edge is worth alone. @default false */
  readonly ignoreConnectorLock?: boolean;
}

const APPLICATION = "cloudflare_zero_trust_access_application";
const RECORD = "cloudflare_dns_record";
const CONFIGURATION = "cloudflare_zero_trust_tunnel_cloudflared_config";

/** @internal Hosts on the internet: a record leads to a tunnel, a rule to an origin, and two locks stand between. */
export function publishedHosts(options: PublishedHostsOptions = {}): ExposureKind {
  const { resolveEverything = true, ignoreConnectorLock = false } = options;
  return {
    name: "published host",
    judging: (spokenOf) => {
      const requests = requestsOf(spokenOf);
      const foreign = foreignAudiences(spokenOf);
      return (held) => {
        const world = worldOf(held.map(asTerraform), foreign);
        return world.tunnels.flatMap(({ entry, rules }) =>
          requests.flatMap((request) => {
            const rule = ruleFor(request, rules);
            if (rule === undefined) return [];
            if (!resolveEverything && !resolvesTo(entry.id, request, world.records)) return [];
            const found = exposureOf(request, rule, world, ignoreConnectorLock);
            return found === undefined ? [] : [{ ...found, origin: `${found.origin} through tunnel ${entry.name}` }];
          }),
        );
      };
    },
  };
}

/** What there is at a moment, laid out for the questions. */
interface World {
  readonly tunnels: ReturnType<typeof routedTunnels>;
  readonly records: TerraformObject[];
  readonly destinations: ReturnType<typeof destinationsOf>;
  readonly resolve: Resolve;
  /** Of each application that is there, by its audience. */
  readonly live: Map<string, TerraformObject>;
  readonly foreign: Set<string>;
}

function worldOf(objects: TerraformObject[], foreign: Set<string>): World {
  const applications = ofType(objects, APPLICATION);
  // A configuration has its tunnel's id.
  const resolve = resolverOf(objects.filter(({ type }) => type !== CONFIGURATION));
  return {
    tunnels: routedTunnels(objects, resolve),
    records: ofType(objects, RECORD),
    destinations: destinationsOf(applications),
    resolve,
    live: new Map(applications.map((application) => [attributeOf(application, "aud"), application])),
    foreign,
  };
}

function resolvesTo(tunnelId: string, { hostname }: Request, records: TerraformObject[]): boolean {
  const record = recordOf(hostname, records);
  return record !== undefined && text(record.values.content) === tunnelTarget(tunnelId);
}

function exposureOf(request: Request, rule: Values, world: World, ignoreConnectorLock: boolean): Exposure | undefined {
  const passes = whoPassesTheEdge(request, world);
  const connector = !ignoreConnectorLock && isGuarded(rule, world);
  const locks = lockState(passes === undefined, connector);
  if (locks === "two locks") return undefined;
  const name = request.hostname === ANY_HOSTNAME ? "<any other name>" : request.hostname;
  const target = `https://${name}${request.path}`;
  return { target, origin: text(rule.service) ?? "?", locks, to: passes ?? ANYONE };
}

/** Without a login; undefined where nobody does. */
function whoPassesTheEdge({ hostname, path }: Request, { destinations, resolve }: World): string | undefined {
  const application = applicationAt(hostname, path, destinations);
  if (application === undefined) return ANYONE;
  const policies = policiesOf(application, resolve);
  if (policies.some(({ anyone }) => anyone)) return ANYONE;
  const bypassed = policies.filter(({ decision }) => decision === "bypass").map(({ who }) => who);
  return bypassed.length === 0 ? undefined : bypassed.join("; ");
}

/**
 * Whether the connector asks for a token that strangers cannot get. One that nobody can get, of an application that is gone, is not counted:
 * a lock has to work for those it is meant for.
 */
function isGuarded(rule: Values, { live, resolve, foreign }: World): boolean {
  const audiences = audiencesOf(rule);
  const isGivenToAnyone = (aud: string) => {
    const application = live.get(aud);
    const policies = application === undefined ? [] : policiesOf(application, resolve);
    return policies.some(({ anyone, decision }) => anyone && decision !== "bypass");
  };
  return audiences.some((aud) => live.has(aud) || foreign.has(aud)) && !audiences.some(isGivenToAnyone);
}

/** Written out, an audience is that of an application elsewhere. */
function foreignAudiences(spokenOf: TerraformObject[]): Set<string> {
  const own = new Set(ofType(spokenOf, APPLICATION).map((application) => attributeOf(application, "aud")));
  const asked = configurationsOf(spokenOf).flatMap(rulesOf).flatMap(audiencesOf);
  return new Set(asked.filter((aud) => !isExpression(aud) && !own.has(aud)));
}
