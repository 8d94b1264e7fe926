import type { CheckReport } from "../../../lib/check/model";
import type { ReportOptions } from "../../../lib/check/report";

const provenance = { terraformVersion: "1.11.4", providers: { cloudflare: "5.14.0" } };
const layers = "Access application, connector token check";
const anApply = { everyOrder: true, hosts: 12, routes: 3 };

export const OPTIONS: ReportOptions = {
  commit: "a07d2e4",
  reportUrl: "https://github.com/example/infra/actions/runs/1",
  toolVersion: "1.0.0",
};

/** One contractor is added to a policy. */
export const SAFE: CheckReport = {
  name: "publish",
  passes: true,
  exitCode: 0,
  headline: "1 user gains access, no user loses access, no host becomes public",
  findings: [],
  accessChanges: [
    {
      target: "grafana.example.com",
      change: "gains",
      who: "ann@contractor.example",
      because: 'policy "contractors" (allow) is updated',
    },
  ],
  checked: { ...anApply, changes: 1, states: 30 },
  assumptions: [],
  unchanged: { hosts: 11, routes: 3 },
  targets: [
    {
      target: "grafana.example.com",
      who: "staff, contractors",
      protection: layers,
      origin: "grafana.monitoring:80",
      isChanged: true,
    },
    {
      target: "argocd.example.com",
      who: "staff",
      protection: layers,
      origin: "argocd-server.argocd:80",
      isChanged: false,
    },
  ],
  provenance: { ...provenance, digest: "51be0a93".padEnd(64, "0") },
};

const APPLICATION = 'cloudflare_zero_trust_access_application.a["wiki"]';
const RECORD = 'cloudflare_dns_record.r["wiki"]';
const CONFIG = "cloudflare_zero_trust_tunnel_cloudflared_config.t";

/** A host is removed, and its application can be deleted before its record. */
export const DANGEROUS: CheckReport = {
  name: "publish",
  passes: false,
  exitCode: 1,
  headline: "1 failure. wiki.example.com is exposed to anyone while the apply runs",
  findings: [
    {
      id: "exposure-window@wiki.example.com",
      rule: "exposure-window",
      failureClass: "users",
      fails: true,
      target: "wiki.example.com",
      title: "wiki.example.com is exposed to anyone while the apply runs",
      who: "anyone on the internet",
      when:
        "in 2 of the 6 orders that Terraform may take, from step 1 until the record or the rule is deleted; " +
        "if the apply stops there, until a later apply succeeds",
      steps: [
        { operation: "delete", address: APPLICATION, effect: "exposed from here" },
        { operation: "delete", address: RECORD, effect: "not reachable" },
        { operation: "update", address: CONFIG },
      ],
      why: "no dependency makes the application's deletion wait for the record's",
      fix: "apply twice: first remove the record and the ingress rule, then the application",
      prevention: {
        text: "make the record depend on the application, and apply that once before the next removal",
        code: 'resource "cloudflare_dns_record" "r" {\n  depends_on = [cloudflare_zero_trust_access_application.a]\n}',
      },
      addresses: [APPLICATION, RECORD],
    },
  ],
  accessChanges: [
    {
      target: "wiki.example.com",
      change: "loses",
      who: "staff: e-mails ending in @example.com",
      because: "the host is removed",
    },
  ],
  checked: { ...anApply, changes: 3, states: 480 },
  assumptions: ["a deleted DNS record stops answering at once"],
  unchanged: { hosts: 11, routes: 3 },
  targets: [
    {
      target: "wiki.example.com",
      who: "no user",
      protection: "none",
      origin: "wiki.wiki:80",
      isChanged: true,
    },
    ...SAFE.targets,
  ],
  provenance: { ...provenance, digest: "9f2c41d7".padEnd(64, "0") },
};

const VENDORS = "cloudflare_zero_trust_access_policy.vendors";
const WORKER = "module.shop.cloudflare_workers_route.cart";

/** An estate with two objects that are not understood, a note and an accepted finding. */
export const UNCLEAR: CheckReport = {
  name: "legacy",
  passes: false,
  exitCode: 3,
  headline: "7 of 9 hosts are verified; 2 objects are not understood",
  findings: [
    {
      id: `not-understood@${VENDORS}`,
      rule: "not-understood",
      failureClass: "unknown",
      fails: true,
      target: VENDORS,
      where: "include[0].external_evaluation",
      title: "who reaches partners.example.com is not fully known",
      why: "an external service decides who is allowed; the plan does not contain its decisions",
      affects: "partners.example.com: only the users of this policy are unknown; the rest is verified",
      addresses: [VENDORS],
    },
    {
      id: `not-understood@${WORKER}`,
      rule: "not-understood",
      failureClass: "unknown",
      fails: true,
      target: WORKER,
      where: "the whole object",
      title: "who reaches shop.example.com is not known",
      why: "this resource type is not supported; a Worker may answer before the tunnel does",
      affects: "shop.example.com: not verified",
      addresses: [WORKER],
    },
    {
      id: "public-existing@docs.example.com",
      rule: "public-existing",
      failureClass: "existing",
      fails: false,
      target: "docs.example.com",
      title: "docs.example.com was public and stays public",
      who: "anyone on the internet",
      addresses: ["cloudflare_dns_record.docs"],
    },
    {
      id: "layer-removed@status.example.com",
      rule: "layer-removed",
      failureClass: "layer",
      fails: false,
      target: "status.example.com",
      title: "status.example.com loses its connector token check",
      addresses: ["cloudflare_zero_trust_tunnel_cloudflared_config.t"],
      acceptance: { reason: "The origin checks the token itself", owner: "@example/platform", expires: "2027-03-31" },
    },
  ],
  accessChanges: [],
  checked: { changes: 4, hosts: 9, routes: 0, states: 96, everyOrder: false },
  assumptions: [],
  unchanged: { hosts: 7, routes: 0 },
  targets: [
    {
      target: "partners.example.com",
      who: "staff, unknown (policy vendors)",
      protection: "Access application",
      origin: "portal.partners:8080",
      isChanged: false,
    },
    { target: "shop.example.com", who: "unknown", protection: "unknown", origin: "unknown", isChanged: false },
  ],
  provenance: { terraformVersion: "1.11.4", providers: { cloudflare: "5.22.0" }, digest: "c4d01f7e".padEnd(64, "0") },
};

export const CASES = { safe: SAFE, dangerous: DANGEROUS, unclear: UNCLEAR };

/** A report with many findings, changes and targets. */
export function largeReport(size: number): CheckReport {
  const numbers = Array.from({ length: size }, (_, index) => index + 1);
  const host = (number: number): string => `service-${number}.team-${number % 40}.prod.example.com`;
  const address = (number: number): string =>
    `module.hosts.cloudflare_zero_trust_access_application.a["${host(number)}"]`;
  return {
    ...DANGEROUS,
    headline: `${size} failures. ${host(1)} is exposed to anyone while the apply runs`,
    findings: numbers.flatMap((number) => [
      {
        ...DANGEROUS.findings[0],
        id: `exposure-window@${host(number)}`,
        target: host(number),
        title: `${host(number)} is exposed to anyone while the apply runs`,
        addresses: [address(number)],
      },
      {
        ...UNCLEAR.findings[0],
        id: `not-understood@${address(number)}`,
        target: address(number),
        addresses: [address(number)],
      },
      { ...UNCLEAR.findings[2], id: `public-existing@${host(number)}`, target: host(number) },
      { ...UNCLEAR.findings[3], id: `layer-removed@${host(number)}`, target: host(number) },
    ]),
    accessChanges: numbers.map((number) => ({
      target: host(number),
      change: number % 2 === 0 ? "gains" : "loses",
      who: `user${number}@contractor.example`,
      because: 'policy "contractors" (allow) is updated',
    })),
    targets: largeTargets(size),
  };
}

/** The rows of many targets. */
export function largeTargets(size: number): CheckReport["targets"] {
  return Array.from({ length: size }, (_, index) => ({
    target: `service-${index + 1}.team-${index % 40}.prod.example.com`,
    who: "staff: e-mails ending in @example.com; sre: group platform-sre",
    protection: layers,
    origin: `http://service-${index + 1}.team-${index % 40}.svc.cluster.local:8080`,
    isChanged: index % 100 === 0,
  }));
}
