import { execFile, execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { summary } from "../../lib/cli/summary";
import { wrap } from "../../lib/inventory/text-layout";
import {
  APPLICATION,
  application,
  CONFIG,
  config,
  locked,
  lockedBy,
  policy,
  POLICY,
  record,
  RECORD,
  rule,
  SERVICE_TOKEN,
  staff,
  TUNNEL,
} from "../inventory/fixture";
import { hostnameRoute, HOSTNAME_ROUTE, route, ROUTE } from "../inventory/network/fixture";
import { network } from "../trace/fixture";

let directory: string;
beforeAll(() => (directory = mkdtempSync(join(tmpdir(), "summary-"))));
afterAll(() => rmSync(directory, { recursive: true }));

/** Lays out what cdktf would write for these stacks. */
function output(name: string, stacks: Record<string, object>, annotations: object[] = []): string {
  const path = join(directory, name);
  const manifest: Record<string, object> = {};
  for (const [stack, terraform] of Object.entries(stacks)) {
    mkdirSync(join(path, "stacks", stack), { recursive: true });
    writeFileSync(join(path, "stacks", stack, "cdk.tf.json"), JSON.stringify(terraform));
    manifest[stack] = { name: stack, synthesizedStackPath: `stacks/${stack}/cdk.tf.json`, annotations };
  }
  writeFileSync(join(path, "manifest.json"), JSON.stringify({ stacks: manifest }));
  return path;
}

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
        locked(rule("argocd.example.com", "http://reports.argocd:80", "^/reports(?:/|$)"), "argocd"),
        locked(rule("argocd.example.com", "http://argocd-server.argocd:80"), "argocd"),
        rule("hooks.example.com", "http://argocd-server.argocd:80", "^/api/web\\-hook$"),
        rule("hooks.example.com", "http_status:404"),
        lockedBy(rule("legacy.example.com"), "c0ffee"),
        locked(rule("*.apps.example.com"), "apps"),
      ]),
    },
    [RECORD]: {
      argocd: record("argocd.example.com"),
      hooks: record("hooks.example.com", { comment: "public: Git webhooks, signed" }),
      legacy: record("legacy.example.com"),
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

const open = {
  resource: {
    [TUNNEL]: { edge: { name: "edge" } },
    [CONFIG]: { edge: config([rule("db.example.com", "tcp://10.0.3.9:5432")]) },
  },
};

test("tells of each host who gets in, its locks and its origins", () => {
  const warning = {
    constructPath: "dev/eks-dev",
    level: "@cdktf/warn",
    message: "TunnelWithoutConnector: nothing connects it",
  };
  const { text, code } = summary(output("dev", { dev }, [warning]), {});
  expect(code).toBe(0);
  expect(text).toMatchInlineSnapshot(`
   "Stack dev: 4 hosts on 1 tunnel; 2 behind two locks, 1 behind one lock, 1 public on purpose
   ==========================================================================================

   *.apps.example.com
     who       staff  e-mails ending in @example.com
     locks     two locks (application at the edge, the connector asks for its token)
     origin    http://10.0.0.1:80
     note      one label deep, as Access covers it: the connector answers 403 to deeper names

   argocd.example.com
     who       staff     e-mails ending in @example.com
               partners  a@partner.example or b@partner.example, and from JP, but not from
                         203.0.113.0/24
               ci        machines: service token ci (cloudflare_zero_trust_access_service_token.ci)
     locks     two locks (application at the edge, the connector asks for its token)
     origin    /reports and below  http://reports.argocd:80
               everything else     http://argocd-server.argocd:80

   hooks.example.com
     who       ANYONE, on purpose: Git webhooks, signed
     locks     open
     origin    /api/web-hook alone  http://argocd-server.argocd:80
               everything else      answers 404

   legacy.example.com
     who       whom the application with audience c0ffee lets in
     locks     one lock (application defined elsewhere, the connector asks for its token)
     origin    http://10.0.0.1:80

   Tunnels
     eks-dev   connector cloudflared/eks-dev (cloudflare/cloudflared:2025.9.1); its token is in
               Terraform's state

   Applications without a host of this stack
     old.example.org
               policy 0a1b, defined elsewhere

   Warnings of the app
     ! [dev/eks-dev] TunnelWithoutConnector: nothing connects it

   Next
     npx cdktf-cli@0.21 diff dev
     npx cdktf-cli@0.21 deploy dev
   "
  `);
});

test("tells of what is open, and how to go on without cdktf", () => {
  const path = join(directory, "hand");
  mkdirSync(path);
  writeFileSync(join(path, "main.tf.json"), JSON.stringify(open));
  const { text, code } = summary(path, {});
  expect(code).toBe(1);
  expect(text.replaceAll(directory, "")).toMatchInlineSnapshot(`
   "Stack hand: 1 host on 1 tunnel; 1 OPEN BY MISTAKE
   =================================================

   db.example.com
     who       ANYONE
     locks     OPEN (no application at the edge, the connector asks for nothing)
     origin    tcp://10.0.3.9:5432
     note      reach it with: cloudflared access tcp --hostname db.example.com --url localhost:<port>
               no DNS record for it in this stack
     !         anyone gets in, and nothing says that this is meant

   Tunnels
     edge      no connector in this stack

   Next
     terraform -chdir=/hand plan
     terraform -chdir=/hand apply
   "
  `);
});

test("tells of private networks who may connect, and what answers names", () => {
  const resource: any = { ...network(), [HOSTNAME_ROUTE]: { web: hostnameRoute("web.example.internal") } };
  resource[ROUTE].open = route("10.50.0.0/16", { comment: "unguarded: a lab" });
  const { text, code } = summary(output("private", { net: { resource } }), {});
  expect(code).toBe(0);
  expect(text).toMatchInlineSnapshot(`
   "Stack net: 2 tunnels, no host, 4 private routes
   ===============================================

   Tunnels
     dev       connector dev (cloudflare/cloudflared:2025.11.1)
     prod      connector prod (cloudflare/cloudflared:2025.11.1)

   Private routes
     10.10.0.0/16 through tunnel dev in the account's default virtual network
               any(identity.groups.name[*] in {"engineers"}) (policy allow 10); nobody else (policy
               block 20)
     10.20.0.0/16 through tunnel prod in the account's default virtual network
               nobody (policy block 20)
     10.50.0.0/16 through tunnel dev in the account's default virtual network
               every enrolled device (no policy of this stack speaks of it)
               unguarded: a lab
     10.10.0.0/16 through tunnel prod in virtual network lab
               any(identity.groups.name[*] in {"engineers"}) (policy allow 10); nobody else (policy
               block 20)

   Private names
     dns.fqdn matches "^(?:[a-z0-9_-]+[.])*dev[.]k8s[.]example[.]internal$"
               10.10.0.10
     any(dns.domains[*] in {"prod.k8s.example.internal"})
               10.20.0.10
     web.example.internal, *.web.example.internal
               the connector of tunnel dev

   The account must say
     cloudflare_zero_trust_device_settings: Gateway proxy TCP and UDP on (gateway_proxy_enabled,
     gateway_udp_proxy_enabled);
               otherwise packets to private networks go nowhere, and private resolvers are not asked
     device enrollment permissions: a rule that lets these people enroll;
               otherwise their devices take no profile
     cloudflare_zero_trust_device_default_profile: client mode Traffic and DNS (service_mode_v2.mode =
     warp);
               otherwise devices that no profile matches send names or packets elsewhere
     cloudflare_zero_trust_device_default_profile: a split tunnel that sends 10.10.0.0/16,
     10.20.0.0/16, 10.50.0.0/16 through the tunnel;
               otherwise devices that no profile matches look for them in their own network
     cloudflare_zero_trust_device_default_profile_local_domain_fallback: no domain, home, home.arpa,
     host, internal, intranet, invalid, lan, local, localdomain, localhost, private, test;
               otherwise devices that no profile matches ask their own network for private names

   Next
     npx cdktf-cli@0.21 diff net
     npx cdktf-cli@0.21 deploy net
   "
  `);
});

test("names the tunnel of each host where there are several", () => {
  const resource = { ...open.resource, [TUNNEL]: { edge: { name: "edge" }, other: { name: "other" } } };
  expect(summary(output("two", { dev: { resource } }), {}).text).toContain("  tunnel    edge\n");
});

test("keeps to the width of a review", () => {
  const { text } = summary(output("width", { dev }), {});
  expect(Math.max(...text.split("\n").map(({ length }) => length))).toBeLessThanOrEqual(100);
});

test("gives the same as data", () => {
  const { text, code } = summary(output("json", { dev, prod: open }), { json: true });
  expect(code).toBe(1);
  const stacks = JSON.parse(text);
  expect(stacks.map(({ name, inventory }: any) => [name, inventory.hosts.length])).toEqual([
    ["dev", 4],
    ["prod", 1],
  ]);
  expect(stacks[0].inventory.hosts[1].locks).toEqual({
    edge: `${APPLICATION}.argocd`,
    connector: true,
    state: "two locks",
  });
  expect(stacks[0]).not.toHaveProperty("terraform");
});

describe("the command", () => {
  function run(...args: string[]): Promise<{ code: number; stdout: string; stderr: string }> {
    return new Promise((resolve) => {
      const command = ["--import", "tsx", "lib/cli/main.ts", ...args];
      execFile(process.execPath, command, (error, stdout, stderr) =>
        resolve({ code: Number(error?.code ?? 0), stdout, stderr }),
      );
    });
  }

  test("exits with 0 where all is well, 1 for a problem, 2 for wrong usage", async () => {
    const [fine, missing, misspelled, help] = await Promise.all([
      run("summary", output("run", { dev })),
      run("summary", join(directory, "nothing")),
      run("summary", "--colour"),
      run("summary", "--help"),
    ]);
    expect(fine).toMatchObject({ code: 0, stderr: "", stdout: expect.stringContaining("argocd.example.com") });
    expect(missing).toMatchObject({ code: 1, stdout: "", stderr: expect.stringMatching(/^zero-trust: Synth.*\n$/) });
    expect(misspelled).toEqual({ code: 2, stdout: "", stderr: "error: unknown option '--colour'\n" });
    expect(help).toMatchObject({ code: 0, stderr: "" });
  }, 60_000);

  test("loads neither cdktf nor a provider", () => {
    const isHeavy = (name: string) => /^(cdktf|constructs|@cdktf\/.*)$/.test(name);
    const program = `require("./lib/cli/summary.ts"); console.log(JSON.stringify(Object.keys(require.cache)))`;
    const loaded: string[] = JSON.parse(
      execFileSync(process.execPath, ["--import", "tsx", "-e", program], { encoding: "utf8" }),
    );
    const packages = loaded.map((file) => /.*\/node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(file)?.[1] ?? "");
    expect(packages).toContain("");
    expect(packages.filter(isHeavy)).toEqual([]);
  });
});

test("wraps at spaces, and leaves long words whole", () => {
  expect(wrap("aa bbb cc", 5)).toEqual(["aa", "bbb", "cc"]);
  expect(wrap("aa bb", 5)).toEqual(["aa bb"]);
  expect(wrap("a bb ccc dddd", 5)).toEqual(["a bb", "ccc", "dddd"]);
  expect(wrap("abcdefgh ij", 5)).toEqual(["abcdefgh", "ij"]);
  expect(wrap("", 5)).toEqual([]);
});
