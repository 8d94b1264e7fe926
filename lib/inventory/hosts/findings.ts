import type { JudgedHost } from "./hosts";
import { asksForTokenOf, audiencesOf, urisOf, tunnelTarget } from "./ingress-matching";
import type { Finding, FindingCode, TunnelEntry } from "../model";
import { policiesOf } from "./policies";
import { configurationsOf, rulesOf } from "./tunnels";
import { attributeOf, ofType, Resolve, TerraformObject } from "../terraform/objects";
import { block, compare, isExpression, text } from "../terraform/values";

/** @internal What a reviewer has to see of a stack, in one order. */
export function findingsOf(
  hosts: JudgedHost[],
  tunnels: TunnelEntry[],
  objects: TerraformObject[],
  resolve: Resolve,
): Finding[] {
  const applications = ofType(objects, "cloudflare_zero_trust_access_application");
  const byAudience: ByAudience = new Map(applications.map((each) => [attributeOf(each, "aud"), each]));
  return [
    ...hosts.flatMap((host) => hostFindings(host, byAudience, resolve)),
    ...configurationsOf(objects).flatMap(configurationFindings),
    ...applications.flatMap(applicationFindings),
    ...tunnels.filter(({ configurations }) => configurations.length > 1).map(collision),
  ].sort((a, b) => compare(a.about, b.about) || compare(a.code, b.code) || compare(a.message, b.message));
}

type ByAudience = Map<string, TerraformObject>;

function hostFindings(host: JudgedHost, byAudience: ByAudience, resolve: Resolve): Finding[] {
  const { entry } = host;
  const found = (code: FindingCode, message: string): Finding => ({ code, about: entry.hostname, message });
  return [
    ...stateFindings(host).map(([code, message]) => found(code, message)),
    ...host.partial.map(({ application, path }) => {
      const who = policiesOf(application, resolve).map((policy) => policy.who);
      const message = `another application stands before ${path} (${application.address}; ${who.join("; ") || "nobody"}): access per path is no boundary`;
      return found("PathLockedApart", message);
    }),
    ...audienceFindings(host, byAudience).map((message) => found("AudienceOfAnother", message)),
    ...recordFindings(host).map((message) => found("RecordMisleads", message)),
    ...(isExpression(entry.hostname) ? [found("NotKnown", "only Terraform knows this hostname")] : []),
  ];
}

function stateFindings({ entry }: JudgedHost): [FindingCode, string][] {
  const { access, locks, hostname } = entry;
  if (locks.state === "two locks" || access.kind === "public" || access.kind === "existing") return [];
  const opening = access.kind === "policies" ? access.policies.find(({ anyone }) => anyone) : undefined;
  if (locks.state === "open") {
    if (opening !== undefined) return [["HostOpen", `policy ${opening.name} lets anyone in`]];
    if (access.kind === "none") return [["HostOpen", "anyone gets in, and nothing says that this is meant"]];
    return [
      ["HostOpen", `names deeper than ${hostname} are covered by no application, and the connector lets them in`],
    ];
  }
  if (opening !== undefined) {
    return [["HostHalfLocked", `policy ${opening.name} lets anyone pass the edge without login`]];
  }
  return [["HostHalfLocked", "the connector does not ask for Access's token on every rule of this host"]];
}

/** Only what is written the same way can be compared: a literal audience may be any application's. */
function audienceFindings({ application, rules }: JudgedHost, byAudience: ByAudience): string[] {
  if (application !== undefined && asksForTokenOf(application, rules)) return [];
  const asked = new Set(rules.flatMap(audiencesOf).flatMap((aud) => byAudience.get(aud) ?? []));
  return [...asked]
    .filter((other) => other !== application)
    .map((other) =>
      application === undefined
        ? `the connector asks for the token of ${other.address}, which does not cover this host`
        : `the connector asks for the token of ${other.address}, and ${application.address} covers this host: nobody gets in`,
    );
}

function recordFindings({ record, tunnelId }: JudgedHost): string[] {
  if (record === undefined) return [];
  const content = text(record.values.content) ?? "";
  const elsewhere =
    content !== tunnelTarget(tunnelId) && (/\.cfargotunnel\.com$/.test(content) || !isExpression(content));
  return [
    ...(elsewhere ? [`${record.address} leads to ${content}, not to the tunnel that has the rule`] : []),
    ...(record.values.proxied === true ? [] : [`${record.address} is not proxied: the name leads nowhere`]),
  ];
}

function configurationFindings(configuration: TerraformObject): Finding[] {
  const config = block(configuration.values.config);
  const about = configuration.address;
  const findings: Finding[] = [];
  if (typeof configuration.values.config === "string" || typeof config.ingress === "string") {
    findings.push({ code: "NotKnown", about, message: "only Terraform knows its rules: its hosts are not listed" });
  }
  const isSaid = block(block(config.origin_request).access).required === true;
  if (isSaid && rulesOf(configuration).some((rule) => audiencesOf(rule).length === 0)) {
    const message = "origin_request.access of the whole configuration is not enforced; it has to be on each rule";
    findings.push({ code: "AccessUnenforced", about, message });
  }
  return findings;
}

function applicationFindings(application: TerraformObject): Finding[] {
  const unknown = [application.values.destinations, ...urisOf(application)].filter(
    (uri) => typeof uri === "string" && isExpression(uri),
  );
  if (unknown.length === 0) return [];
  return [
    {
      code: "NotKnown",
      about: application.address,
      message: `only Terraform knows what it covers: ${unknown.join(", ")}`,
    },
  ];
}

function collision({ id, address, configurations }: TunnelEntry): Finding {
  const message = `${configurations.join(" and ")} overwrite each other: a tunnel has one configuration`;
  return { code: "ConfigurationsCollide", about: address ?? id, message };
}
