import childProcess from "node:child_process";
import { CloudflareProvider } from "@cdktf/provider-cloudflare/lib/provider";
import { App, TerraformStack, TerraformVariable, Testing } from "cdktf";
import { ORIGIN, policyIn, publishedOn, TunnelFixture, tunnelFixture } from "./fixture";
import { isTerraformResource } from "../../lib/core/terraform/resources";
import { ACCOUNT, messages, problems, resourceAt, stackWithProvider, synth, zoneIn } from "../support/stack";
import {
  AccessPolicy,
  Account,
  HostAccess,
  IZone,
  Origin,
  PublishOptions,
  ServiceToken,
  Tunnel,
  TunnelAttributes,
  TunnelProps,
} from "cdktf-zero-trust";

let stack: TerraformStack;
let zone: IZone;
let staff: AccessPolicy;
let tunnel: Tunnel;
let publish: TunnelFixture["publish"];

beforeEach(() => {
  ({ stack, zone, staff, tunnel, publish } = tunnelFixture());
});

describe("Tunnel", () => {
  test("is managed by Cloudflare, has no secret, and is named by its id or `name`", () => {
    const expected = { account_id: ACCOUNT.accountId, config_src: "cloudflare" };
    expect(resourceAt(stack, "eks-dev")).toEqual({ ...expected, name: "eks-dev" });
    new Tunnel(stack, "eks-prod", { account: ACCOUNT, name: "EKS" });
    expect(resourceAt(stack, "eks-prod")).toEqual({ ...expected, name: "EKS" });
  });

  test("returns copies of its hosts and origins", () => {
    publish("a.example.com").addPath("/reports", Origin.tcp("10.0.3.9", 80));
    tunnel.hosts.pop();
    tunnel.origins.pop();
    expect(tunnel.hosts.map(({ hostname }) => hostname)).toEqual(["a.example.com"]);
    expect(tunnel.origins.map(({ service }) => service)).toEqual(["http://10.0.3.7:8080", "tcp://10.0.3.9:80"]);
  });

  test("refuses an id that is not valid in a Terraform name", () => {
    new Tunnel(stack, "1st", { account: ACCOUNT });
    expect(problems(stack)).toEqual(["1st ConstructIdInvalid"]);
  });

  test("creates no resource when it is imported", () => {
    const before = synth(stack);
    const imported = Tunnel.fromTunnelAttributes(stack, "imported", {
      account: ACCOUNT,
      tunnelId: "11111111-2222-4333-8444-555555555555",
    });
    expect(imported.tunnelId).toBe("11111111-2222-4333-8444-555555555555");
    expect(imported.account).toBe(ACCOUNT);
    expect(synth(stack)).toEqual(before);
  });
});

test("Tunnel synthesizes without running terraform, which may not be installed", () => {
  const execSync = jest.spyOn(childProcess, "execSync");
  Testing.synth(stack, true);
  expect(execSync).not.toHaveBeenCalled();
  execSync.mockRestore();
});

test("Tunnel fails when another tunnel of the same account has its name", () => {
  new Tunnel(stack, "same", { account: { ...ACCOUNT, accountId: "f".repeat(32) }, name: "eks-dev" });
  expect(messages(stack)).toEqual([]);
  new Tunnel(stack, "twin", { account: ACCOUNT, name: "eks-dev" });
  expect(messages(stack)).toEqual([
    'twin TunnelNameTaken: name: "eks-dev" is already the name of stack/eks-dev. A tunnel\'s name must be unique in its account; use another one.',
  ]);
});

test("publish fails when the application of a wildcard covers a public host, in any order", () => {
  const open = HostAccess.publicly("status page");
  tunnel.publish("status.apps.example.com", { zone, origin: ORIGIN, access: open });
  tunnel.publish("status.example.com", { zone, origin: ORIGIN, access: open });
  tunnel.publish("a.status.apps.example.com", { zone, origin: ORIGIN, access: open });
  const warned = "Hosts/a.status.apps.example.com warning HostDeeperThanCertificate";
  expect(problems(stack)).toEqual([warned]);
  tunnel.publish("*.apps.example.com", { zone, origin: ORIGIN, access: HostAccess.policies(staff) });
  expect(problems(stack)).toEqual([warned, "Hosts/status.apps.example.com PublicHostCovered"]);
});

describe("publishing a host twice", () => {
  const TWICE = (where: string) =>
    `HostPublishedTwice: "a.example.com" is already published as ${where}. Publish it once and add other origins with addPath(…). For replicas behind a load balancer, publish it on each tunnel with record: HostRecord.managedElsewhere(…) and HostAccess.existing(…) with the aud of one AccessApplication of the stack.`;

  test("fails on the same tunnel, and later mistakes are still reported", () => {
    publish("a.example.com");
    publish("a.example.com").addPath("reports", ORIGIN);
    expect(tunnel.hosts.length).toBe(1);
    expect(messages(stack)).toEqual([
      expect.stringContaining("Hosts/a.example.com PathInvalid: "),
      `eks-dev ${TWICE("stack/Hosts/a.example.com")}`,
    ]);
  });

  test("fails on two tunnels of a stack", () => {
    publish("a.example.com");
    const other = new Tunnel(stack, "eks-prod", { account: ACCOUNT });
    other.publish("a.example.com", { zone, origin: ORIGIN, access: HostAccess.policies(staff) });
    expect(messages(stack)).toEqual([`eks-prod ${TWICE("stack/Hosts/a.example.com")}`]);
    expect(other.hosts.length).toBe(0);
  });

  test("fails in two stacks of an app", () => {
    const app = Testing.app();
    const [first, second] = ["first", "second"].map((id) => {
      const each = stackWithProvider(id, app);
      const access = HostAccess.policies(policyIn(each, "staff"));
      new Tunnel(each, "tunnel", { account: ACCOUNT, name: id }).publish("a.example.com", {
        zone: zoneIn(each),
        origin: ORIGIN,
        access,
      });
      return each;
    });
    expect(messages(first)).toEqual([]);
    expect(messages(second)).toEqual([`tunnel ${TWICE("first/Hosts/a.example.com")}`]);
  });

  test("is accepted in two apps", () => {
    for (const id of ["eks-dev", "eks-prod"]) {
      const { record } = publishedOn(id, (policy) => HostAccess.policies(policy));
      expect(problems(TerraformStack.of(record!))).toEqual([]);
    }
  });
});

describe("Tunnel.publish in JavaScript", () => {
  const publishUnchecked = (options: object) => tunnel.publish("a.example.com", options as PublishOptions);
  const complete = () => ({ zone, origin: ORIGIN, access: HostAccess.policies(staff) });

  test("throws without access, and explains the two ways to publish", () => {
    expect(() => publishUnchecked({ zone, origin: ORIGIN })).toThrow(
      '[stack/eks-dev] PropMissing: Tunnel.publish: "access" is required. Pass HostAccess.policies(…), so that Access protects the host, or HostAccess.publicly("<reason>"), if anyone on the internet may reach it.',
    );
    expect(tunnel.hosts).toEqual([]);
  });

  test.each(["zone", "origin", "access"])("throws without %s", (name) => {
    expect(() => publishUnchecked({ ...complete(), [name]: undefined })).toThrow(
      `PropMissing: Tunnel.publish: "${name}" is required.`,
    );
  });

  test("throws for a misspelled option", () => {
    expect(() => publishUnchecked({ ...complete(), onlypaths: ["/hook"] })).toThrow(
      'PropUnknown: Tunnel.publish: "onlypaths" is not a property. Did you mean "onlyPaths"?',
    );
  });

  test("throws without options and without a hostname", () => {
    expect(() => publishUnchecked(undefined as unknown as object)).toThrow("PropMissing");
    expect(() => tunnel.publish(undefined as unknown as string, complete())).toThrow("HostnameInvalid");
  });
});

test("Tunnel throws without an account", () => {
  const build = () => new Tunnel(stack, "other", {} as TunnelProps);
  expect(build).toThrow('[stack/other] PropMissing: Tunnel: "account" is required.');
});

test("Tunnel.fromTunnelAttributes throws without a tunnel id", () => {
  const attributes = { account: ACCOUNT } as TunnelAttributes;
  expect(() => Tunnel.fromTunnelAttributes(stack, "imported", attributes)).toThrow(
    'PropMissing: Tunnel.fromTunnelAttributes: "tunnelId" is required.',
  );
});

test("publish throws for a hostname that cannot be a construct id", () => {
  const name = new TerraformVariable(stack, "name", {}).stringValue;
  expect(() => publish(name)).toThrow("[stack/eks-dev] TokenNotAllowed: hostname");
  expect(() => publish(`${name}.example.com`)).toThrow("TokenNotAllowed");
  expect(() => publish("")).toThrow('[stack/eks-dev] HostnameInvalid: hostname: "" is not valid; use an FQDN');
});

test("Tunnel passes the provider of the account to every resource", () => {
  const provider = new CloudflareProvider(stack, "second", { alias: "second" });
  const account: Account = { ...ACCOUNT, provider };
  const policy = policyIn(stack, "partners", account);
  const second = new Tunnel(stack, "second-tunnel", { account });
  const host = second.publish("a.example.com", { zone, origin: ORIGIN, access: HostAccess.policies(policy) });
  host.allowServiceToken(new ServiceToken(stack, "ci", { account }));
  second.token();
  const constructs = [policy, second, host, stack.node.findChild("ci")].flatMap(({ node }) => node.findAll());
  const resources = constructs
    .filter(isTerraformResource)
    .filter(({ terraformResourceType: type }) => type !== "terraform_data");
  const { resource, data } = synth(stack);
  expect(resources.length).toBe(7);
  for (const { terraformResourceType: type, friendlyUniqueId: name } of resources) {
    expect([type, resource[type][name].provider]).toEqual([type, "cloudflare.second"]);
  }
  const [token] = Object.values<any>(data.cloudflare_zero_trust_tunnel_cloudflared_token);
  expect(token.provider).toBe("cloudflare.second");
});

test("synth reports the mistakes of a whole stack together", () => {
  const reports = { zone, origin: Origin.http("10.0.3.8/"), access: HostAccess.publicly("") };
  tunnel.publish("*.example.com", reports).addPath("reports", ORIGIN);
  publish("a.example.org", HostAccess.policies());
  new ServiceToken(stack, "ci", { account: ACCOUNT, duration: "1d" });
  const failure = () => App.of(stack).synth();
  for (const mistake of [
    "[stack/Hosts/*.example.com] ReasonInvalid: ",
    "[stack/Hosts/*.example.com] WildcardPublic: ",
    "[stack/Hosts/*.example.com] PathInvalid: ",
    "[stack/Hosts/*.example.com] ServiceInvalid: ",
    "[stack/Hosts/a.example.org] HostOutsideZone: ",
    "[stack/Hosts/a.example.org/Application] NobodyGetsIn: ",
    "[stack/ci] ServiceTokenInvalid: ",
  ]) {
    expect(failure).toThrow(mistake);
  }
});
