import { ExposureCheck, Reach } from "./exposure";
import { hostnamesIn, Request, requestsOf, ruleFor } from "./requests";
import { isPrivateAddress } from "../../core/addresses/reserved-ranges";
import { COMMENT_PREFIXES, declares } from "../../core/comment";
import { isExpression } from "../../core/terraform/expressions";
import { block, isValues, literalText, text, Values } from "../../core/terraform/values";
import { accessDataOf } from "../../inventory/hosts/access-data";
import { Edge, EdgeOf, edgesOf } from "../../inventory/hosts/host-reach";
import {
  ANY_HOSTNAME,
  contentFrom,
  contentOf,
  isProxied,
  isProxiedElsewhere,
  recordLookup,
  recordName,
  tunnelIn,
} from "../../inventory/hosts/ingress-matching";
import { configurationsOf, configuredTunnels } from "../../inventory/hosts/tunnels";
import { accountOf } from "../../inventory/terraform/accounts";
import { attributeOf, nameOf, ofType, Resolve, resolverOf, TerraformObject } from "../../inventory/terraform/objects";
import { publicDestinations } from "../../reachability/access/destinations";
import { publicReach } from "../../reachability/access/public-reach";
import { TokenCheck, tokenCheck } from "../../reachability/access/token-check";
import { unmatchedRequest } from "../../reachability/access/unmatched-requests";
import { coversHostname } from "../../reachability/access/wildcards";
import { describeUser } from "../../reachability/users/user-text";

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

const RECORD = "cloudflare_dns_record";
const CONFIGURATION = "cloudflare_zero_trust_tunnel_cloudflared_config";
const TUNNELS = new Set([RECORD, CONFIGURATION, "cloudflare_zero_trust_tunnel_cloudflared"]);
const ACCESS = /^cloudflare_zero_trust_(?:access_\w+|list|device_posture_rule|organization)$/;

const NO_CHECK: TokenCheck = { required: false, audiences: [] };

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
    reads: (type) => TUNNELS.has(type) || ACCESS.test(type),
    describe: describeUser,
    prepare: (allObjects) => {
      const requests = requestsOf(allObjects);
      const recordOfAny = recordLookup(ofType(allObjects, RECORD));
      const hasRecord = new Set(
        requests.flatMap(({ hostname }) => (recordOfAny(hostname) === undefined ? [] : hostname)),
      );
      const edgesIn = edges(externalIdsIn(allObjects));
      const unconfigured = unconfiguredIn(allObjects);
      const covered = coveredIn(allObjects);
      const isUncovered = uncoveredIn(allObjects);
      return (objects) => {
        // A configuration has the id of its tunnel.
        const resolve = resolverOf(objects.filter(({ type }) => type !== CONFIGURATION));
        const edgeFor = edgesIn(objects, resolve);
        const recordOf = recordLookup(ofType(objects, RECORD));
        const tunnelOf = (hostname: string) => tunnelIn(contentFrom(hostname, recordOf));
        const declared = ({ hostname }: Request) =>
          declares(COMMENT_PREFIXES.public, literalText(recordOf(hostname)?.values.comment)) && {
            isDeclared: true as const,
          };
        // The rules and the token check are not known, or there are none, so that only the edge counts.
        const elsewhere = requests.flatMap((request): Reach[] => {
          const record = recordOf(request.hostname);
          const content = contentFrom(request.hostname, recordOf);
          const tunnel = tunnelIn(content);
          const isElsewhere = tunnel === undefined ? isProxiedElsewhere(record) : unconfigured.has(tunnel);
          if (content === undefined || !covered.has(request.hostname)) return [];
          if (record !== undefined && isUncovered(request.hostname, record, content)) {
            return [{ ...directReach(request, content), ...declared(request) }];
          }
          if (!isElsewhere) return [];
          const object = tunnel === undefined ? undefined : resolve(tunnel);
          const reach = reachOf(request, {}, edgeFor(object && accountOf(object)), true);
          const name = object === undefined ? tunnel : nameOf(object);
          const origin = name === undefined ? content : `tunnel ${name}, whose rules are not known here`;
          return [{ ...reach, layers: [], origin, isResolved: true, ...declared(request) }];
        });
        const known = configuredTunnels(objects, resolve).flatMap((tunnel) => {
          const edge = edgeFor(tunnel.account);
          return requests.flatMap((request): Reach[] => {
            const rule = ruleFor(request, tunnel.rules);
            if (rule === undefined) return [];
            const isResolved = tunnelOf(request.hostname) === tunnel.id;
            if (!resolveEverything && !isResolved) return [];
            const reach = reachOf(request, rule, edge, ignoreTokenCheck);
            const origin = `${text(rule.service) ?? "?"} through tunnel ${tunnel.name}`;
            return [
              {
                ...reach,
                origin,
                isResolved: isResolved || !hasRecord.has(request.hostname),
                ...(!isResolved && { byForeignRecord: true as const }),
                ...declared(request),
              },
            ];
          });
        });
        return [...known, ...elsewhere];
      };
    },
  };
}

/**
 * The tunnels to which records point, but whose configuration no state contains: it is in another directory, in the
 * dashboard, or in a file of the connector.
 */
function unconfiguredIn(allObjects: TerraformObject[]): Set<string> {
  const found = new Set(ofType(allObjects, RECORD).flatMap((record) => tunnelIn(contentOf(record)) ?? []));
  for (const { values } of configurationsOf(allObjects)) found.delete(text(values.tunnel_id) ?? "");
  return found;
}

/**
 * Whether a record bypasses the edge for a name whose requests passed it in another state, so that its application no
 * longer counts. A name that never passes the edge is not published here.
 */
function uncoveredIn(allObjects: TerraformObject[]) {
  const proxied = new Set(ofType(allObjects, RECORD).filter(isProxied).map(recordName));
  return (hostname: string, record: TerraformObject, content: string): boolean =>
    !isProxied(record) &&
    tunnelIn(content) === undefined &&
    !isUnreachableAddress(content) &&
    [hostname, recordName(record)].some((name) => proxied.has(name));
}

/** Whether strangers cannot connect to the address of a record. */
function isUnreachableAddress(content: string): boolean {
  return isPrivateAddress(content) || /^(?:127\.|0\.|169\.254\.|::1?$|fe80:)/i.test(content);
}

/** Everyone reaches the origin of a name that does not pass the edge. */
function directReach(request: Request, content: string): Reach {
  const origin = `${content}, past Cloudflare's edge`;
  return { target: targetText(request), users: true, certainUsers: true, layers: [], origin, isResolved: true };
}

/** The hostnames that an application of any state covers. What Access does not protect here is not published here. */
function coveredIn(allObjects: TerraformObject[]): Set<string> {
  const applications = ofType(allObjects, "cloudflare_zero_trust_access_application");
  const patterns = [
    ...new Set(applications.flatMap((each) => publicDestinations(each, each.values)).map(({ hostname }) => hostname)),
  ];
  const isCovered = (hostname: string) => patterns.some((each) => coversHostname(each, hostname));
  return new Set(hostnamesIn(allObjects).filter(isCovered));
}

/** Evaluates the same Access objects once. They are the same in most states. */
function edges(externalIds: ReadonlySet<string>): (objects: TerraformObject[], resolve: Resolve) => EdgeOf {
  const known = new Map<string, EdgeOf>();
  const numbers = new Map<TerraformObject, number>();
  const numberOf = (object: TerraformObject) => {
    const number = numbers.get(object) ?? numbers.size;
    numbers.set(object, number);
    return number;
  };
  return (objects, resolve) => {
    const own = objects.filter(({ type }) => ACCESS.test(type));
    const key = own
      .map(numberOf)
      .sort((a, b) => a - b)
      .join();
    const edgeFor =
      known.get(key) ??
      edgesOf(accessDataOf(own, resolve, { byAddress: true, isAbsent: (id) => !externalIds.has(id) }));
    known.set(key, edgeFor);
    return edgeFor;
  };
}

function reachOf(
  { kind, hostname, path }: Request,
  rule: Values,
  { account, access, destinations }: Edge,
  ignoreTokenCheck: boolean,
): Omit<Reach, "origin" | "isResolved" | "byForeignRecord"> {
  const applications = destinations
    .at(hostname, path)
    .map((application) => application && access.edgeApplicationOf(application));
  const hasOtherPaths = destinations.pathsOf(hostname).length > 1;
  const { users, certainUsers, edge, connector } = publicReach({
    kind,
    applications,
    unmatched: unmatchedRequest(access.unmatchedIn(account), hostname, hasOtherPaths),
    check: ignoreTokenCheck ? NO_CHECK : tokenCheck(block(block(rule.origin_request).access)),
    usersWithToken: (audience) => access.usersWithToken(audience),
  });
  return {
    target: targetText({ kind, hostname, path }),
    users,
    certainUsers,
    layers: [edge.users, connector.users],
  };
}

function targetText({ kind, hostname, path }: Request): string {
  const name = hostname === ANY_HOSTNAME ? "<any other name>" : hostname;
  return `${kind === "preflight" ? "OPTIONS " : ""}https://${name}${written(path)}`;
}

/** A regular expression stands for the paths that it matches. It must not look like a part of the hostname. */
function written(path: string): string {
  return path.startsWith("/") ? path : `/ with a path like ${path}`;
}

/**
 * The ids and audiences that objects refer to and that belong to no object of any state, such as the audience of an
 * application that is managed elsewhere.
 */
function externalIdsIn(allObjects: TerraformObject[]): Set<string> {
  const external = new Set<string>();
  const visit = (value: unknown): void => {
    if (typeof value === "string" && !isExpression(value)) external.add(value);
    else if (Array.isArray(value)) value.forEach(visit);
    else if (isValues(value)) Object.values(value).forEach(visit);
  };
  for (const { type, values } of allObjects) {
    const { id: _, aud: __, ...rest } = values;
    if (type === CONFIGURATION || ACCESS.test(type)) visit(rest);
  }
  for (const object of allObjects) {
    for (const key of ["id", "aud"]) external.delete(attributeOf(object, key));
  }
  return external;
}
