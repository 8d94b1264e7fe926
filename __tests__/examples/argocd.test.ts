import { App, Testing } from "cdktf";
import { ArgocdStack } from "../../examples/argocd/argocd-stack";
import { inventory } from "../../lib/inventory";
import { graph, synthesize } from "cdktf-zero-trust/lib/testing";

const stack = new ArgocdStack(Testing.stubVersion(new App({ stackTraces: false })), "argocd");
const terraform = synthesize(stack);
const { hosts } = inventory({ name: "argocd", terraform });
const host = (hostname: string) => hosts.find((each) => each.hostname === hostname)!;

describe("examples/argocd", () => {
  test("protects ArgoCD with policies for staff, partners and the service token of CI, in this order", () => {
    expect(host("argocd.example.com").access).toMatchObject({
      kind: "policies",
      policies: [
        { name: "staff", who: "emails ending in @example.com, and from JP" },
        { name: "partners", who: "a@partner.example or b@partner.example" },
        { name: "service token ci", decision: "non_identity" },
      ],
    });
    expect(host("argocd.example.com").protection.state).toBe("two layers");
  });

  test("routes a path of ArgoCD to another origin with the same protection", () => {
    expect(host("argocd.example.com").routes.map(({ service }) => service)).toEqual([
      "http://reports.argocd.svc.cluster.local:80",
      "http://argocd-server.argocd.svc.cluster.local:80",
    ]);
  });

  test("serves one exact path on the host of the webhook", () => {
    expect(host("argocd-hooks.example.com").access).toEqual({ kind: "public", reason: "Git webhooks, signed" });
    expect(host("argocd-hooks.example.com").routes).toEqual([
      { path: "^/api/webhook$", exact: true, service: "http://argocd-server.argocd.svc.cluster.local:80" },
      { service: "http_status:404" },
    ]);
  });

  test("publishes the database over TCP for operators with MFA and a session of one hour", () => {
    expect(host("db.example.com")).toMatchObject({
      access: { kind: "policies", policies: [{ who: "ops@example.com, and authentication method mfa" }] },
      protection: { state: "two layers" },
      routes: [{ service: "tcp://10.0.3.9:5432" }],
    });
    const policies = Object.values<any>(terraform.resource.cloudflare_zero_trust_access_policy);
    expect(policies.find(({ name }) => name === "operators").session_duration).toBe("1h");
  });

  test("exposes only the hosts that are public on purpose", () => {
    const open = hosts.filter(({ protection }) => protection.state === "exposed").map(({ hostname }) => hostname);
    expect(open).toEqual(["argocd-hooks.example.com", "status.example.com"]);
  });

  test("matches the snapshot of its resources", () => {
    expect(terraform).toMatchSnapshot();
  });

  test("matches the snapshot of its edges", () => {
    expect(graph(stack).edges).toMatchSnapshot();
  });
});
