import type { JudgedHost } from "./hosts";
import { audiencesOf, requiresTokenOf, tunnelTarget, urisOf } from "./ingress-matching";
import type { Finding, FindingCode, TunnelEntry } from "../model";
import { policiesOf } from "./policies";
import { configurationsOf, rulesOf } from "./tunnels";
import { isExpression } from "../../core/terraform/expressions";
import { attributeOf, ofType, Resolve, TerraformObject } from "../terraform/objects";
import { block, compare, text } from "../terraform/values";

/** @internal What a reviewer must see, sorted by what it is about. `all` also contains the objects of other stacks. */
export function findingsOf(
  hosts: JudgedHost[],
  tunnels: TunnelEntry[],
  objects: TerraformObject[],
  all: TerraformObject[],
  resolve: Resolve,
): Finding[] {
  const applications = ofType(objects, "cloudflare_zero_trust_access_application");
  const byAudience: ByAudience = new Map(
    ofType(all, "cloudflare_zero_trust_access_application").map((each) => [attributeOf(each, "aud"), each]),
  );
  return [
    ...hosts.flatMap((host) => hostFindings(host, byAudience, resolve)),
    ...configurationsOf(objects).flatMap(configurationFindings),
    ...applications.flatMap(applicationFindings),
    ...tunnels.filter(({ configurations }) => configurations.length > 1).map(configurationConflict),
  ].sort((a, b) => compare(a.about, b.about) || compare(a.code, b.code) || compare(a.message, b.message));
}

type ByAudience = Map<string, TerraformObject>;

function hostFindings(host: JudgedHost, byAudience: ByAudience, resolve: Resolve): Finding[] {
  const { entry } = host;
  const found = (code: FindingCode, message: string): Finding => ({ code, about: entry.hostname, message });
  return [
    ...protectionFindings(host).map(([code, message]) => found(code, message)),
    ...host.partial.map(({ application, path }) => {
      const who = policiesOf(application, resolve).map((policy) => policy.who);
      const message =
        `Another application covers ${path} (${application.address}; ${who.join("; ") || "no user"}). ` +
        "Access per path is not a security boundary.";
      return found("PathCoveredSeparately", message);
    }),
    ...audienceFindings(host, byAudience).map((message) => found("AudienceMismatch", message)),
    ...recordFindings(host).map((message) => found("RecordMismatch", message)),
    ...(isExpression(entry.hostname) ? [found("ValueUnknown", "Only Terraform can evaluate this hostname.")] : []),
  ];
}

function protectionFindings({ entry }: JudgedHost): [FindingCode, string][] {
  const { access, protection, hostname } = entry;
  if (protection.state === "two layers" || access.kind === "public" || access.kind === "existing") return [];
  const opening = access.kind === "policies" ? access.policies.find(({ anyone }) => anyone) : undefined;
  if (protection.state === "exposed") {
    if (opening !== undefined) return [["HostExposed", `Policy ${opening.name} allows anyone.`]];
    if (access.kind === "none") {
      return [["HostExposed", "Anyone can reach this host, and its DNS record does not declare it public."]];
    }
    return [
      [
        "HostExposed",
        `No application covers names deeper than ${hostname}, and the connector requires no token for them.`,
      ],
    ];
  }
  if (opening !== undefined) {
    return [["HostPartiallyProtected", `Policy ${opening.name} allows anyone to pass the edge without login.`]];
  }
  return [
    ["HostPartiallyProtected", "The connector does not require an Access token on every ingress rule of this host."],
  ];
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
    ...(record.values.proxied === true
      ? []
      : [`${record.address} is not proxied, so the name does not reach the tunnel.`]),
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
  const unknown = [application.values.destinations, ...urisOf(application)].filter(
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
