import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { temporaryDirectory, writeApp, writeTerraform } from "./fixture";
import { summary } from "../../lib/cli/summary";
import { wrap } from "../../lib/inventory/text-layout";
import {
  APPLICATION,
  application,
  CONFIG,
  config,
  policy,
  POLICY,
  record,
  RECORD,
  rule,
  SERVICE_TOKEN,
  staff,
  tokenChecked,
  tokenCheckedBy,
  TUNNEL,
} from "../inventory/fixture";
import { hostnameRoute, HOSTNAME_ROUTE, route, ROUTE } from "../inventory/network/fixture";
import { network } from "../trace/fixture";

const directory = temporaryDirectory("summary-");
const output = (name: string, stacks: Record<string, object>, more: Parameters<typeof writeApp>[2] = {}) =>
  writeApp(join(directory.path, name), stacks, more);

const ci = policy("ci", [{ service_token: { token_id: `\${${SERVICE_TOKEN}.ci.id}` } }], { decision: "non_identity" });
const partners = policy(
  "partners",
  [{ email: { email: "a@partner.example" } }, { email: { email: "b@partner.example" } }],
  {
    require: [{ geo: { country_code: "JP" } }],
    exclude: [{ ip: { ip: "203.0.113.0/24" } }],
  },
);

const dev = {
  resource: {
    [TUNNEL]: { edge: { name: "eks-dev" } },
    [POLICY]: { staff, partners, ci },
    [SERVICE_TOKEN]: { ci: { name: "ci" } },
    [APPLICATION]: {
      argocd: application("argocd.example.com", "staff", "partners", "ci"),
      apps: application("*.apps.example.com", "staff"),
      old: { ...application("old.example.org"), policies: [{ id: "0a1b" }] },
    },
    [CONFIG]: {
      edge: config([
        tokenChecked(rule("argocd.example.com", "http://reports.argocd:80", "^/reports(?:/|$)"), "argocd"),
        tokenChecked(rule("argocd.example.com", "http://argocd-server.argocd:80"), "argocd"),
        rule("hooks.example.com", "http://argocd-server.argocd:80", "^/api/web\\-hook$"),
        rule("hooks.example.com", "http_status:404"),
        tokenCheckedBy(rule("legacy.example.com"), "c0ffee"),
        tokenChecked(rule("*.apps.example.com"), "apps"),
      ]),
    },
    [RECORD]: {
      argocd: record("argocd.example.com"),
      hooks: record("hooks.example.com", { comment: "public: Git webhooks, signed" }),
      legacy: record("legacy.example.com", { comment: "Access elsewhere: made by the platform team" }),
      apps: record("*.apps.example.com"),
    },
    kubernetes_deployment_v1: {
      c: {
        metadata: { namespace: "cloudflared", name: "eks-dev" },
        spec: { template: { spec: { container: [{ image: "cloudflare/cloudflared:2025.9.1" }] } } },
      },
    },
  },
  data: { cloudflare_zero_trust_tunnel_cloudflared_token: { t: { tunnel_id: `\${${TUNNEL}.edge.id}` } } },
};

const exposed = {
  resource: {
    [TUNNEL]: { edge: { name: "edge" } },
    [CONFIG]: { edge: config([rule("db.example.com", "tcp://10.0.3.9:5432")]) },
  },
};

const REAL = "3f2a9c1d4b5e60718293a4b5c6d7e8f9";

describe("summary", () => {
  test("lists who can reach each host, its layers of protection and its origins", () => {
    const warning = {
      constructPath: "dev/eks-dev",
      level: "@cdktf/warn",
      message: "TunnelWithoutConnector: nothing connects it",
    };
    const { text, code } = summary(output("dev", { dev }, { annotations: [warning] }), {});
    expect(code).toBe(0);
    expect(text).toMatchInlineSnapshot(`
     "Stack dev: 4 hosts on 1 tunnel; 2 with two layers of protection, 1 with protection that is not
     verified, 1 declared public
     ==============================================================================================

     *.apps.example.com
       who         staff  emails ending in @example.com
       protection  two layers (Access application, connector token check)
       origin      http://10.0.0.1:80
       note        Access covers one label. The connector returns 403 for deeper names.

     argocd.example.com
       who         staff     emails ending in @example.com
                   partners  a@partner.example or b@partner.example, and from JP, but not from
                             203.0.113.0/24
                   ci        machines: service token ci (cloudflare_zero_trust_access_service_token.ci)
       protection  two layers (Access application, connector token check)
       origin      /reports and below  http://reports.argocd:80
                   all other paths     http://argocd-server.argocd:80

     hooks.example.com
       who         ANYONE, declared public: Git webhooks, signed
       protection  none
       origin      /api/web-hook only  http://argocd-server.argocd:80
                   all other paths     returns 404

     legacy.example.com
       who         users allowed by the application with audience c0ffee: made by the platform team
       protection  one layer, not verified (connector token check; the Access application is managed
                   elsewhere)
       origin      http://10.0.0.1:80

     Tunnels
       eks-dev     connector cloudflared/eks-dev (cloudflare/cloudflared:2025.9.1); token stored in
                   Terraform state

     Applications without a published host
       old.example.org
                   policy 0a1b, managed elsewhere

     Warnings
       ! [dev/eks-dev] TunnelWithoutConnector: nothing connects it

     Next
       In stack dev, replace the example values: example.com, example.org
     "
    `);
  });

  test("reports an exposed host, and the commands of Terraform for files without a manifest", () => {
    const resource = JSON.parse(JSON.stringify(exposed.resource).replaceAll("example.com", "acme.dev"));
    const { text, code } = summary(writeTerraform(join(directory.path, "hand"), { resource }), {});
    expect(code).toBe(1);
    expect(text.replaceAll(directory.path, "")).toMatchInlineSnapshot(`
     "Stack hand: 1 host on 1 tunnel; 1 EXPOSED
     =========================================

     db.acme.dev
       who         ANYONE
       protection  EXPOSED
       origin      tcp://10.0.3.9:5432
       note        Connect with: cloudflared access tcp --hostname db.acme.dev --url localhost:<port>
                   No DNS record was found for this host.
       !           Anyone can reach this host, and its DNS record does not declare it public.

     Tunnels
       edge        no connector found

     Next
       terraform -chdir=/hand plan
       terraform -chdir=/hand apply
     "
    `);
  });

  test("lists who can connect to private routes, and what resolves private names", () => {
    const resource: any = {
      ...network(),
      [HOSTNAME_ROUTE]: { web: { ...hostnameRoute("web.example.internal"), comment: "unguarded: a status page" } },
    };
    resource[ROUTE].open = route("10.50.0.0/16", { comment: "unguarded: a lab" });
    const { text, code } = summary(output("private", { net: { resource } }), {});
    expect(code).toBe(0);
    expect(text).toMatchInlineSnapshot(`
     "Stack net: 2 tunnels, no published host, 4 private routes
     =========================================================

     Tunnels
       dev         connector dev (cloudflare/cloudflared:2025.11.1)
       prod        connector prod (cloudflare/cloudflared:2025.11.1)

     Private routes
       10.10.0.0/16 through tunnel dev in the account's default virtual network
                   any(identity.groups.name[*] in {"engineers"}) (policy allow 10); all other users are
                   blocked (policy block 20)
       10.20.0.0/16 through tunnel prod in the account's default virtual network
                   no device (policy block 20)
       10.50.0.0/16 through tunnel dev in the account's default virtual network
                   all enrolled devices (no policy matches)
                   unguarded: a lab
       10.10.0.0/16 through tunnel prod in virtual network lab
                   any(identity.groups.name[*] in {"engineers"}) (policy allow 10); all other users are
                   blocked (policy block 20)

     Private names
       dns.fqdn matches "^(?:[a-z0-9_-]+[.])*dev[.]k8s[.]example[.]internal$"
                   10.10.0.10
       any(dns.domains[*] in {"prod.k8s.example.internal"})
                   10.20.0.10
       web.example.internal, *.web.example.internal
                   the connector of tunnel dev
                   all enrolled devices (no policy matches)
                   unguarded: a status page

     Required account settings
       cloudflare_zero_trust_device_settings: Gateway proxy enabled for TCP and UDP
       (gateway_proxy_enabled, gateway_udp_proxy_enabled)
                   Otherwise, traffic to private networks is dropped, and private resolvers are not
                   queried.
       device enrollment permissions: a rule that allows these users to enroll
                   Otherwise, their devices get no profile.
       cloudflare_zero_trust_device_default_profile: client mode Traffic and DNS (service_mode_v2.mode =
       warp)
                   Otherwise, devices that match no other profile send DNS queries or packets elsewhere.
       cloudflare_zero_trust_device_default_profile: a split tunnel list that sends 10.10.0.0/16,
       10.20.0.0/16, 10.50.0.0/16 through the tunnel
                   Otherwise, devices that match no other profile look for these addresses on their local
                   network.
       cloudflare_zero_trust_device_default_profile_local_domain_fallback: no domain, home, home.arpa,
       host, internal, intranet, invalid, lan, local, localdomain, localhost, private, test
                   Otherwise, devices that match no other profile resolve private names on their local
                   network.

     Next
       In stack net, replace the example values: example.internal
     "
    `);
  });

  test("starts with the account, and marks an example id", () => {
    const account = (id: string) => ({ resource: { [TUNNEL]: { t: { name: "t", account_id: id } } } });
    const example = "0123456789abcdef0123456789abcdef";
    const one = summary(output("one-account", { a: account(example) }), {}).text;
    expect(one).toMatch(new RegExp(`^Account ${example} \\(EXAMPLE\\)\n\nStack a: `));
    const two = summary(output("two-accounts", { a: account(REAL), b: account(example) }), {}).text;
    expect(two).toMatch(new RegExp(`^Account ${REAL}: a\nAccount ${example} \\(EXAMPLE\\): b\n\n`));
  });

  test("lists stacks after the stacks that they depend on", () => {
    const path = output("order", { a: {}, b: {}, c: {} }, { dependencies: { a: ["c"] } });
    expect(summary(path, {}).text.match(/^Stack \w/gm)).toEqual(["Stack c", "Stack a", "Stack b"]);
  });

  test("lists the commands only for stacks without example values", () => {
    const tunnel = (account_id: string) => ({ resource: { [TUNNEL]: { t: { name: "t", account_id } } } });
    const path = output("next", { real: tunnel(REAL), example: exposed });
    expect(summary(path, {}).text).toContain(
      [
        "Next",
        "  npx cdktf-cli@0.21 diff real",
        "  npx cdktf-cli@0.21 deploy real",
        "  In stack example, replace the example values: example.com",
        "",
      ].join("\n"),
    );
  });

  test("names an object of another stack instead of its remote state", () => {
    const key = "cross-stack-output-tunnel";
    const remote = `\${data.terraform_remote_state.cross-stack-reference-input-edge.outputs.${key}}`;
    const edge = {
      resource: { [TUNNEL]: { edge: { name: "eks-dev" } } },
      output: { [key]: { value: `\${${TUNNEL}.edge.id}` } },
    };
    const hosts = {
      resource: {
        [ROUTE]: { r: { network: "10.10.0.0/16", tunnel_id: remote } },
        [CONFIG]: { c: { tunnel_id: remote, config: { ingress: [rule("a.example.com")] } } },
      },
    };
    const { text } = summary(output("remote", { edge, hosts }), {});
    expect(text).not.toContain("terraform_remote_state");
    expect(text).toContain("  10.10.0.0/16 through tunnel eks-dev in the account's default virtual network\n");
  });

  test("names a tunnel of another stack that is not read, with its stack", () => {
    const key = `cross-stack-output-${TUNNEL}eks-dev_116ED32Fid`;
    const tunnel_id = `\${data.terraform_remote_state.cross-stack-reference-input-edge.outputs.${key}}`;
    const hosts = {
      resource: {
        [ROUTE]: { r: { network: "10.10.0.0/16", tunnel_id } },
        [CONFIG]: { c: { tunnel_id, config: { ingress: [rule("a.example.com")] } } },
      },
    };
    const { text } = summary(output("alone", { hosts }), {});
    expect(text).not.toContain("terraform_remote_state");
    expect(text).toContain("  10.10.0.0/16 through tunnel eks-dev of stack edge in the account's");
    expect(text).toMatch(/Tunnels\n {2}eks-dev of stack edge/);
  });

  test("shows what a CoreDNS stack exposes", () => {
    const labels = { app: "dns" };
    const container = [{ image: "coredns/coredns:1.14.7" }];
    const template = { metadata: { labels }, spec: { container, volume: [{ config_map: { name: "dns" } }] } };
    const corefile = "dev.k8s.acme.internal:5353 {\n acl {\n  allow net 10.10.0.0/16\n  block\n }\n}\n";
    const resource = {
      kubernetes_config_map_v1: { c: { metadata: { name: "dns" }, data: { Corefile: corefile } } },
      kubernetes_deployment_v1: { d: { metadata: { name: "dns" }, spec: { template } } },
      kubernetes_service_v1: { s: { metadata: { name: "dns" }, spec: { selector: labels, cluster_ip: "10.0.0.10" } } },
    };
    expect(summary(output("dns", { dns: { resource } }), {}).text).toMatchInlineSnapshot(`
     "Stack dns: 1 DNS server
     =======================

     DNS servers
       dns
                   zones      dev.k8s.acme.internal
                   addresses  10.0.0.10
                   clients    10.10.0.0/16

     Next
       npx cdktf-cli@0.21 diff dns
       npx cdktf-cli@0.21 deploy dns
     "
    `);
  });

  test("names the tunnel of each host if there are several tunnels", () => {
    const resource = { ...exposed.resource, [TUNNEL]: { edge: { name: "edge" }, other: { name: "other" } } };
    expect(summary(output("two", { dev: { resource } }), {}).text).toContain("  tunnel      edge\n");
  });

  test("fits into 100 columns", () => {
    const { text } = summary(output("width", { dev }), {});
    expect(Math.max(...text.split("\n").map(({ length }) => length))).toBeLessThanOrEqual(100);
  });

  test("renders JSON with Terraform addresses", () => {
    const { text, code } = summary(output("json", { dev, prod: exposed }), { format: "json" });
    expect(code).toBe(1);
    const { schemaVersion, stacks } = JSON.parse(text);
    expect(schemaVersion).toBe(1);
    expect(stacks.map(({ name, hosts }: any) => [name, hosts.length])).toEqual([
      ["dev", 4],
      ["prod", 1],
    ]);
    expect(stacks[0].hosts[1].protection).toEqual({
      application: `${APPLICATION}.argocd`,
      connectorTokenCheck: true,
      layers: ["Access application", "connector token check"],
      unverified: [],
      unknown: [],
      state: "two layers",
    });
    expect(stacks[0]).not.toHaveProperty("terraform");
  });
});

describe("summary --host", () => {
  const hostsOf = (host: string) => {
    const { text, code } = summary(output("filter", { dev, prod: exposed }), { host, format: "json" });
    const stacks = JSON.parse(text).stacks.map(({ name, hosts }: any) => [
      name,
      ...hosts.map(({ hostname }: any) => hostname),
    ]);
    return { code, stacks };
  };

  test("shows only the hosts that match", () => {
    expect(hostsOf("argocd.example.com")).toEqual({ code: 0, stacks: [["dev", "argocd.example.com"]] });
    expect(hostsOf("ARGOCD.*")).toEqual({ code: 0, stacks: [["dev", "argocd.example.com"]] });
    expect(hostsOf("*.apps.example.com")).toEqual({ code: 0, stacks: [["dev", "*.apps.example.com"]] });
  });

  test("sets the exit code for the hosts that match", () => {
    expect(hostsOf("db.example.com")).toEqual({ code: 1, stacks: [["prod", "db.example.com"]] });
  });

  test("fails when no host matches", () => {
    expect(() => hostsOf("argocdXexample.com")).toThrow(
      'HostNotFound: No host matches "argocdXexample.com". The hosts are *.apps.example.com, argocd.example.com, ' +
        "hooks.example.com, legacy.example.com, db.example.com.",
    );
    expect(() => summary(output("no-hosts", { a: {} }), { host: "*" })).toThrow("The app publishes no host.");
  });
});

describe("a host without an application", () => {
  const without = (organization: object) => {
    const resource = {
      [TUNNEL]: { edge: { name: "edge" } },
      [CONFIG]: { edge: config([rule("a.example.com")]) },
      [RECORD]: { a: record("a.example.com") },
      cloudflare_zero_trust_organization: { o: organization },
    };
    return summary(output("unmatched", { a: { resource } }), {});
  };
  const deny = { deny_unmatched_requests: true };

  test("has no user if the account denies requests that no application covers", () => {
    const { text, code } = without(deny);
    expect(text).toMatch(/who +no user, because no application covers the host/);
    expect(text).toContain("denial of unmatched requests");
    expect(code).toBe(0);
  });

  test.each([
    ["the account does not deny them", {}],
    ["the zone is exempt", { ...deny, deny_unmatched_requests_exempted_zone_names: ["example.com"] }],
  ])("is open to anyone if %s", (_, organization) => {
    const { text, code } = without(organization);
    expect(text).toMatch(/who +ANYONE/);
    expect(code).toBe(1);
  });
});

describe("the exit code of summary", () => {
  test("is 3 if only Terraform can evaluate a value", () => {
    const rules = { [CONFIG]: { c: { tunnel_id: "0a1b", config: "${var.config}" } } };
    expect(summary(output("opaque", { a: { resource: rules } }), {}).code).toBe(3);
    const routes = { [ROUTE]: { r: route("${var.cidr}") } };
    expect(summary(output("cidr", { a: { resource: routes } }), {}).code).toBe(3);
  });

  test.each([
    ["filters", { precedence: 1 }],
    ["precedence", { filters: ["l4"] }],
  ])("is 3 if a policy has no %s", (attribute, values) => {
    const unusable = { name: "p", action: "allow", enabled: true, traffic: "net.dst.port == 22", ...values };
    const terraform = { resource: { cloudflare_zero_trust_gateway_policy: { p: unusable } } };
    expect(summary(output(`no-${attribute}`, { a: terraform }), {}).code).toBe(3);
  });

  test("is 3 if a directory contains files in another syntax", () => {
    const path = writeTerraform(join(directory.path, "hcl"), {});
    writeFileSync(join(path, "main.tf"), "");
    expect(summary(path, {})).toMatchObject({
      code: 3,
      text: expect.stringContaining("main.tf is ignored, because it is not in Terraform JSON syntax."),
    });
  });

  test.each<[string, string, object]>([
    ["a module", "module.shop", { module: { shop: { source: "./shop" } } }],
    ["a type of version 4", "cloudflare_record.r", { resource: { cloudflare_record: { r: { name: "a" } } } }],
    [
      "a configuration of version 4",
      `${CONFIG}.c`,
      { resource: { [CONFIG]: { c: { tunnel_id: "t", config: [{ ingress_rule: [rule("a.example.com")] }] } } } },
    ],
    [
      "a type that routes hosts elsewhere",
      "cloudflare_load_balancer.b",
      { resource: { cloudflare_load_balancer: { b: {} } } },
    ],
    ["a file that is not Terraform", "app (dependencies)", { dependencies: {} }],
  ])("is 3 for %s, which is not understood", (name, address, terraform) => {
    const { code, text } = summary(output(`gap ${name}`, { app: terraform }), {});
    expect([code, text]).toEqual([3, expect.stringContaining(`${address} is not understood`)]);
    expect(text).toContain("; incomplete, see the warnings");
  });

  test("is 1 for a weaker layer only with --strict", () => {
    const resource = {
      [TUNNEL]: { edge: { name: "edge" } },
      [POLICY]: { staff },
      [APPLICATION]: { a: application("a.example.com", "staff") },
      [CONFIG]: { edge: config([rule("a.example.com")]) },
      [RECORD]: { a: record("a.example.com") },
    };
    const path = output("strict", { a: { resource } });
    expect([summary(path, {}).code, summary(path, { strict: true }).code]).toEqual([0, 1]);
  });

  test("is 1 for a policy that requires a login only, with --strict and without --own-users-only", () => {
    const method = [{ auth_method: { auth_method: "mfa" } }];
    const resource = {
      [TUNNEL]: { edge: { name: "edge" } },
      [POLICY]: { staff: policy("staff", method) },
      [APPLICATION]: { a: application("a.example.com", "staff") },
      [CONFIG]: { edge: config([tokenChecked(rule("a.example.com"), "a")]) },
      [RECORD]: { a: record("a.example.com") },
    };
    const path = output("login", { a: { resource } });
    const options = [{}, { strict: true }, { strict: true, ownUsersOnly: true }];
    expect(options.map((each) => summary(path, each).code)).toEqual([0, 1, 0]);
  });

  test("is 1 for a private route that every enrolled device reaches and that declares no reason", () => {
    const { text, code } = summary(output("route", { a: { resource: { [ROUTE]: { r: route("10.10.0.0/16") } } } }), {});
    expect(code).toBe(1);
    expect(text).toContain(`  ! ${ROUTE}.r: Any enrolled user reaches this route.`);
  });

  test("is 1 for an exposed host, even if the result is incomplete", () => {
    const resource = { ...exposed.resource, [ROUTE]: { r: route("${var.cidr}") } };
    expect(summary(output("both", { a: { resource } }), {}).code).toBe(1);
  });
});

test("wrap() breaks lines at spaces, and keeps long words whole", () => {
  expect(wrap("aa bbb cc", 5)).toEqual(["aa", "bbb", "cc"]);
  expect(wrap("aa bb", 5)).toEqual(["aa bb"]);
  expect(wrap("a bb ccc dddd", 5)).toEqual(["a bb", "ccc", "dddd"]);
  expect(wrap("abcdefgh ij", 5)).toEqual(["abcdefgh", "ij"]);
  expect(wrap("", 5)).toEqual([]);
});
