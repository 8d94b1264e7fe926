import type { AccessData } from "./access-data";
import type { JudgedHost } from "./hosts";
import { audiencesOf, isProxied, requiresTokenOf, tunnelTarget } from "./ingress-matching";
import type { Finding, FindingCode, HostAccessEntry, TunnelEntry } from "../model";
import { policiesOf } from "./policies";
import { configurationsOf, rulesOf } from "./tunnels";
import { isExpression } from "../../core/terraform/expressions";
import { block, compare, text } from "../../core/terraform/values";
import { publicDestinations } from "../../reachability/access/destinations";
import { attributeOf, ofType, Resolve, TerraformObject } from "../terraform/objects";

/** @internal What a reviewer must see, sorted by what it is about. `all` also contains the objects of other stacks. */
export function findingsOf(
  hosts: JudgedHost[],
  tunnels: TunnelEntry[],
  objects: TerraformObject[],
  all: TerraformObject[],
  resolve: Resolve,
  access: AccessData,
): Finding[] {
  const applications = ofType(objects, "cloudflare_zero_trust_access_application");
  const byAudience: ByAudience = new Map(
    ofType(all, "cloudflare_zero_trust_access_application").map((each) => [attributeOf(each, "aud"), each]),
  );
  return [
    ...hosts.flatMap((host) => hostFindings(host, byAudience, resolve, access)),
    ...configurationsOf(objects).flatMap(configurationFindings),
    ...applications.flatMap(applicationFindings),
    ...tunnels.filter(({ configurations }) => configurations.length > 1).map(configurationConflict),
  ].sort((a, b) => compare(a.about, b.about) || compare(a.code, b.code) || compare(a.message, b.message));
}

type ByAudience = Map<string, TerraformObject>;

function hostFindings(host: JudgedHost, byAudience: ByAudience, resolve: Resolve, access: AccessData): Finding[] {
  const { entry, otherTunnels } = host;
  // Each of the tunnels can answer, and only one of them may be wrong.
  const where = otherTunnels.length === 0 ? "" : `Through tunnel ${entry.tunnel.name}: `;
  const found = (code: FindingCode, message: string): Finding => ({
    code,
    about: entry.hostname,
    message: where + message,
  });
  return [
    ...protectionFindings(host).map(([code, message]) => found(code, message)),
    ...host.partial.map(({ application, path }) => {
      const who = policiesOf(application, resolve, access).map((policy) => policy.who);
      const message =
        `Another application covers ${path} (${application.address}; ${who.join("; ") || "no user"}). ` +
        "Access per path is not a security boundary.";
      return found("PathCoveredSeparately", message);
    }),
    ...host.others.map(({ audience, user }) =>
      found(
        "AudienceAdmitsOthers",
        `The connector also accepts the token of ${byAudience.get(audience)?.address ?? `the application with audience ${audience}`}, ` +
          `which admits ${user}. ${host.application!.address} does not.`,
      ),
    ),
    ...host.ineffective.map((message) => found("PolicyIneffective", message)),
    ...audienceFindings(host, byAudience).map((message) => found("AudienceMismatch", message)),
    ...recordFindings(host).map((message) => found("RecordMismatch", message)),
    ...(isExpression(entry.hostname) ? [found("ValueUnknown", "Only Terraform can evaluate this hostname.")] : []),
  ];
}

function protectionFindings(host: JudgedHost): [FindingCode, string][] {
  const { access, protection } = host.entry;
  if (access.kind === "public") return [];
  if (protection.state === "exposed") return exposuresOf(host).map((message) => ["HostExposed", message]);
  return [...partialProtection(host), ...unverifiedProtection(host)];
}

function exposuresOf({ entry, exposures, application }: JudgedHost): string[] {
  if (entry.access.kind === "none") {
    return ["Anyone can reach this host, and its DNS record does not declare it public."];
  }
  if (exposures.length > 0) return exposures;
  return [`Neither ${application?.address ?? "an application"} nor the connector restricts access.`];
}

function partialProtection(host: JudgedHost): [FindingCode, string][] {
  const { protection, access } = host.entry;
  if (protection.state.startsWith("two layers") || access.kind === "existing") return [];
  const missing = host.connectorTokenCheck
    ? []
    : ["The connector does not require an Access token on every ingress rule of this host."];
  return [...host.weaknesses, ...missing].map((message) => ["HostPartiallyProtected", message]);
}

/** A declared reason covers the application that is managed elsewhere, and nothing else. */
function unverifiedProtection({ entry, unknown }: JudgedHost): [FindingCode, string][] {
  const { access } = entry;
  if (unknown.length === 0 || (access.kind === "existing" && access.reason !== undefined)) return [];
  const words = unknown.map((each) => each.words);
  if (access.kind === "existing") {
    const message = "The application is managed elsewhere, and the DNS record does not declare the reason.";
    return [["HostUnverified", message]];
  }
  const isUnread = unknown.some(({ kind, value }) => kind === "unread" && !isOpaque(value, access));
  return isUnread
    ? [["ValueUnknown", `Only Terraform can evaluate who passes Access: users ${words.join("; ")}.`]]
    : [["HostUnverified", `The layers of protection depend on what is not known here: users ${words.join("; ")}.`]];
}

/** Whether a condition is an object that is managed elsewhere, and not a value that cannot be evaluated. */
function isOpaque(condition: string, access: HostAccessEntry): boolean {
  const policies = access.kind === "policies" ? access.policies.filter(({ opaque }) => opaque) : [];
  return condition.startsWith("token ") || policies.some(({ name }) => condition === `policy ${policyName(name)}`);
}

function policyName(id: string): string {
  return isExpression(id) ? id.slice(2, -1) : id;
}

/** Only references can be compared. A literal audience can be that of any application. */
function audienceFindings({ application, rules }: JudgedHost, byAudience: ByAudience): string[] {
  if (application !== undefined && requiresTokenOf(application, rules)) return [];
  const required = new Set(rules.flatMap(audiencesOf).flatMap((aud) => byAudience.get(aud) ?? []));
  return [...required]
    .filter((other) => other !== application)
    .map((other) =>
      application === undefined
        ? `The connector requires the token of ${other.address}, which does not cover this host.`
        : `The connector requires the token of ${other.address}, but ${application.address} covers this host, ` +
          "so every request is denied.",
    );
}

function recordFindings({ record, tunnelId }: JudgedHost): string[] {
  if (record === undefined) return [];
  const content = text(record.values.content) ?? "";
  const elsewhere =
    content !== tunnelTarget(tunnelId) && (/\.cfargotunnel\.com$/.test(content) || !isExpression(content));
  return [
    ...(elsewhere ? [`${record.address} points to ${content}, not to the tunnel with the ingress rule.`] : []),
    ...(isProxied(record) ? [] : [`${record.address} is not proxied, so the name does not reach the tunnel.`]),
  ];
}

function configurationFindings(configuration: TerraformObject): Finding[] {
  const config = block(configuration.values.config);
  const about = configuration.address;
  const findings: Finding[] = [];
  if (typeof configuration.values.config === "string" || typeof config.ingress === "string") {
    const message = "Only Terraform can evaluate the ingress rules, so their hosts are not listed.";
    findings.push({ code: "ValueUnknown", about, message });
  }
  const isRequired = block(block(config.origin_request).access).required === true;
  if (isRequired && rulesOf(configuration).some((rule) => audiencesOf(rule).length === 0)) {
    const message =
      "cloudflared ignores origin_request.access of the whole configuration. Set it on each ingress rule.";
    findings.push({ code: "AccessNotEnforced", about, message });
  }
  return findings;
}

function applicationFindings(application: TerraformObject): Finding[] {
  const hostnames = publicDestinations(application, application.values).map(({ hostname }) => hostname);
  const unknown = [application.values.destinations, ...hostnames].filter(
    (uri) => typeof uri === "string" && isExpression(uri),
  );
  if (unknown.length === 0) return [];
  const message = `Only Terraform can evaluate its destinations: ${unknown.join(", ")}.`;
  return [{ code: "ValueUnknown", about: application.address, message }];
}

function configurationConflict({ id, address, configurations }: TunnelEntry): Finding {
  const message = `${configurations.join(" and ")} overwrite each other, because a tunnel has one configuration.`;
  return { code: "ConfigurationConflict", about: address ?? id, message };
}
