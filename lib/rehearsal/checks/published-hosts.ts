import { elsewhereIn } from "./elsewhere";
import { ExposureCheck, Reach } from "./exposure";
import { Request, requestsOf, ruleFor } from "./requests";
import { COMMENT_PREFIXES, declares } from "../../core/comment";
import { isExpression } from "../../core/terraform/expressions";
import { block, isValues, literalText, text, Values } from "../../core/terraform/values";
import { accessDataOf } from "../../inventory/hosts/access-data";
import { Edge, EdgeOf, edgesOf } from "../../inventory/hosts/host-reach";
import { ANY_HOSTNAME, contentFrom, recordLookup, tunnelIn } from "../../inventory/hosts/ingress-matching";
import { configuredTunnels } from "../../inventory/hosts/tunnels";
import { accountOf } from "../../inventory/terraform/accounts";
import { attributeOf, nameOf, ofType, Resolve, resolverOf, TerraformObject } from "../../inventory/terraform/objects";
import { publicReach } from "../../reachability/access/public-reach";
import { TokenCheck, tokenCheck } from "../../reachability/access/token-check";
import { unmatchedRequest } from "../../reachability/access/unmatched-requests";
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
      const elsewhereOf = elsewhereIn(allObjects);
      return (objects) => {
        // A configuration has the id of its tunnel.
        const resolve = resolverOf(objects.filter(({ type }) => type !== CONFIGURATION));
        const edgeFor = edgesIn(objects, resolve);
        const recordOf = recordLookup(ofType(objects, RECORD));
        const leads = new Map(
          requests.map(({ hostname }) => [
            hostname,
            { record: recordOf(hostname), content: contentFrom(hostname, recordOf) },
          ]),
        );
        const declared = ({ hostname }: Request) =>
          declares(COMMENT_PREFIXES.public, literalText(leads.get(hostname)?.record?.values.comment)) && {
            isDeclared: true as const,
          };
        const elsewhere = requests.flatMap((request): Reach[] => {
          const { record, content } = leads.get(request.hostname)!;
          if (record === undefined || content === undefined) return [];
          const where = elsewhereOf(request.hostname, record, content);
          if (where === undefined) return [];
          if (where === "past the edge") return [{ ...directReach(request, content), ...declared(request) }];
          const tunnel = tunnelIn(content);
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
            const isResolved = tunnelIn(leads.get(request.hostname)?.content) === tunnel.id;
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

/** Everyone reaches the origin of a name that does not pass the edge. */
function directReach(request: Request, content: string): Reach {
  const origin = `${content}, past Cloudflare's edge`;
  return { target: targetText(request), users: true, certainUsers: true, layers: [], origin, isResolved: true };
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
