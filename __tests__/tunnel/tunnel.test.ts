import childProcess from "node:child_process";
import { CloudflareProvider } from "@cdktf/provider-cloudflare/lib/provider";
import { App, TerraformStack, TerraformVariable, Testing } from "cdktf";
import { Construct } from "constructs";
import { address, isTerraformResource } from "../../lib/core/terraform/resources";
import { ACCOUNT, messages, problems, resourceAt, stackWithProvider, synth, zoneIn } from "../support/stack";
import {
  AccessPolicy,
  AccessRule,
  Account,
  HostAccess,
  IConnectedTunnel,
  IConnector,
  IZone,
  Origin,
  PublishedHost,
  ServiceToken,
  Transport,
  Tunnel,
  TunnelToken,
} from "cdktf-zero-trust";
import { graph } from "cdktf-zero-trust/lib/testing";

const ORIGIN = Origin.http("10.0.3.7", 8080);
const CATCH_ALL = { service: "http_status:404" };

let stack: TerraformStack;
let zone: IZone;
let staff: AccessPolicy;
let tunnel: Tunnel;

beforeEach(() => {
  stack = stackWithProvider();
  zone = zoneIn(stack);
  staff = policyIn(stack, "staff");
  tunnel = new Tunnel(stack, "eks-dev", { account: ACCOUNT });
});

describe("the tunnel", () => {
  test("is configured from Cloudflare, has no secret of its own, and goes by its id or another name", () => {
    const expected = { account_id: ACCOUNT.accountId, config_src: "cloudflare" };
    expect(resourceAt(stack, "eks-dev")).toEqual({ ...expected, name: "eks-dev" });
    new Tunnel(stack, "eks-prod", { account: ACCOUNT, name: "EKS" });
    expect(resourceAt(stack, "eks-prod")).toEqual({ ...expected, name: "EKS" });
  });

  test("tells its hosts and origins as copies", () => {
    publish("a.example.com").addPath("/reports", Origin.tcp("10.0.3.9", 80));
    tunnel.hosts.pop();
    tunnel.origins.pop();
    expect(tunnel.hosts.map(({ hostname }) => hostname)).toEqual(["a.example.com"]);
    expect(tunnel.origins.map(({ service }) => service)).toEqual(["http://10.0.3.7:8080", "tcp://10.0.3.9:80"]);
  });

  test("refuses an id that makes a name Terraform cannot read", () => {
    new Tunnel(stack, "1st", { account: ACCOUNT });
    expect(problems(stack)).toEqual(["1st ConstructIdInvalid"]);
  });

  test("of somebody else is named by its id and makes nothing", () => {
    const before = synth(stack);
    const theirs = Tunnel.fromTunnelAttributes(stack, "theirs", {
      account: ACCOUNT,
      tunnelId: "11111111-2222-4333-8444-555555555555",
    });
    expect(theirs.tunnelId).toBe("11111111-2222-4333-8444-555555555555");
    expect(theirs.account).toBe(ACCOUNT);
    expect(synth(stack)).toEqual(before);
  });
});

describe("the configuration", () => {
  test("answers 404 to everything where nothing is published", () => {
    expect(resourceAt(stack, "eks-dev/Config")).toEqual({
      account_id: ACCOUNT.accountId,
      tunnel_id: `\${${address(tunnel.resource)}.id}`,
      config: { ingress: [CATCH_ALL] },
    });
    expect(resourceAt(stack, "eks-dev/Interlock").input).toEqual({});
  });

  test("is one for all hosts of a tunnel, and one for each tunnel", () => {
    publish("a.example.com");
    publish("b.example.com");
    const configurations = () => Object.values(synth(stack).resource.cloudflare_zero_trust_tunnel_cloudflared_config);
    expect(configurations()).toHaveLength(1);
    new Tunnel(stack, "eks-prod", { account: ACCOUNT });
    expect(configurations()).toHaveLength(2);
  });

  test("takes exact hosts before wildcards, long paths before short ones, and 404 for the rest", () => {
    publish("*.example.com");
    publish("b.example.com");
    const host = publish("a.example.com");
    host.addPath("/a", Origin.http("10.0.3.8"));
    host.addPath("/a/long/path", Origin.http("10.0.3.9"));
    expect(ingress().map(({ hostname, path }) => [hostname, path])).toEqual([
      ["a.example.com", expect.stringContaining("/a/long/path")],
      ["a.example.com", expect.stringContaining("/a")],
      ["a.example.com", undefined],
      ["b.example.com", undefined],
      ["*.example.com", undefined],
      [undefined, undefined],
    ]);
    expect(ingress().at(-1)).toEqual(CATCH_ALL);
  });

  test("is the same whatever the order of publishing", () => {
    const names = ["c.example.com", "a.example.com", "*.example.com", "x.b.example.com"];
    names.forEach((name) => publish(name));
    const forwards = [resourceAt(stack, "eks-dev/Config"), resourceAt(stack, "eks-dev/Interlock")];
    const other = stackWithProvider();
    const [otherZone, otherStaff] = [zoneIn(other), policyIn(other, "staff")];
    const otherTunnel = new Tunnel(other, "eks-dev", { account: ACCOUNT });
    for (const name of [...names].reverse()) {
      otherTunnel.publish(name, { zone: otherZone, origin: ORIGIN, access: HostAccess.policies(otherStaff) });
    }
    expect([resourceAt(other, "eks-dev/Config"), resourceAt(other, "eks-dev/Interlock")]).toEqual(forwards);
  });

  test("grows when it was synthesized already", () => {
    publish("a.example.com");
    expect(ingress()).toHaveLength(2);
    publish("b.example.com").addPath("/reports", ORIGIN);
    expect(ingress()).toHaveLength(4);
  });

  test("reports rules that get no request", () => {
    const host = publish("a.example.com");
    host.addPath("/reports", Origin.http("10.0.3.8"));
    host.addPath("/reports", Origin.http("10.0.3.9"));
    expect(problems(stack)).toEqual(["eks-dev IngressRuleDuplicate"]);
  });
});

test("the interlock holds the aud of every application that is made here", () => {
  const [b, a] = [publish("b.example.com"), publish("a.example.com")];
  publish("public.example.com", HostAccess.publicly("status page"));
  publish("theirs.example.com", HostAccess.existing({ aud: "0".repeat(64), reason: "made by the platform team" }));
  const input = { "a.example.com": audOf(a), "b.example.com": audOf(b) };
  expect(resourceAt(stack, "eks-dev/Interlock").input).toEqual(input);
});

test("is synthesized without asking for terraform, which the machine need not have", () => {
  const asked = jest.spyOn(childProcess, "execSync");
  Testing.synth(stack, true);
  expect(asked).not.toHaveBeenCalled();
  asked.mockRestore();
});

describe("the edges", () => {
  test("make the locks first and the names last, and the reverse on a removal", () => {
    publish("a.example.com");
    expect(graph(stack).edges).toEqual([
      "Hosts/a.example.com/Application -> staff",
      "Hosts/a.example.com/Record -> eks-dev",
      "Hosts/a.example.com/Record => eks-dev/Config",
      "eks-dev => Hosts/a.example.com/Application",
      "eks-dev/Config -> Hosts/a.example.com/Application",
      "eks-dev/Config -> eks-dev",
      "eks-dev/Interlock -> Hosts/a.example.com/Application",
      "eks-dev/Interlock => eks-dev/Config",
    ]);
  });

  test("leave a public host without lock, behind its route", () => {
    publish("a.example.com", HostAccess.publicly("status page"));
    expect(graph(stack).edges).toEqual([
      "Hosts/a.example.com/Record -> eks-dev",
      "Hosts/a.example.com/Record => eks-dev/Config",
      "eks-dev/Config -> eks-dev",
      "eks-dev/Interlock => eks-dev/Config",
    ]);
  });

  test("keep two tunnels of a stack apart", () => {
    publish("a.example.com");
    const other = new Tunnel(stack, "eks-prod", { account: ACCOUNT });
    other.publish("b.example.com", { zone, origin: ORIGIN, access: HostAccess.policies(staff) });
    const { edges } = graph(stack);
    expect(edges).toContain("eks-prod => Hosts/b.example.com/Application");
    expect(edges.filter((edge) => /eks-dev.*(eks-prod|b\.example)|eks-prod.*(eks-dev|a\.example)/.test(edge))).toEqual(
      [],
    );
    expect(edges.filter((edge) => /b\.example.*eks-dev|a\.example.*eks-prod/.test(edge))).toEqual([]);
  });

  test("follow node.addDependency of a tunnel and of a host", () => {
    const host = publish("a.example.com", HostAccess.publicly("status page"));
    const other = new Tunnel(stack, "other", { account: ACCOUNT });
    host.node.addDependency(other);
    tunnel.node.addDependency(staff);
    expect(graph(stack).edges).toEqual(
      expect.arrayContaining(["Hosts/a.example.com/Record => other", "eks-dev => staff", "eks-dev/Config => staff"]),
    );
  });
});

describe("the addresses", () => {
  test("of a host's record and application depend on its hostname only, so that it may move to another tunnel", () => {
    const addresses = (id: string) => {
      const { application, record } = publishedOn(id, (policy) => HostAccess.policies(policy));
      return [address(application!.resource), address(record)];
    };
    expect(addresses("eks-prod")).toEqual(addresses("eks-dev"));
  });

  test("of a host's record stay when the host becomes public", () => {
    const guarded = publishedOn("eks-dev", (policy) => HostAccess.policies(policy));
    const open = publishedOn("eks-dev", () => HostAccess.publicly("status page"));
    expect(address(open.record)).toBe(address(guarded.record));
    expect(open.application?.node.path).toBeUndefined();
  });

  test("of hosts that begin with a digit or a wildcard are names Terraform takes, each its own", () => {
    const hosts = ["1password.example.com", "*.apps.example.com", "apps.example.com"].map((name) => publish(name));
    expect(problems(stack)).toEqual([]);
    const names = hosts.flatMap(({ record, application }) => [record, application!.resource]).map(address);
    for (const name of names) expect(name).toMatch(/^[a-z_]+\.[A-Za-z_][\w-]*$/);
    expect(new Set(names).size).toBe(names.length);
  });
});

test("two tunnels of one name are refused, unless they are of two accounts", () => {
  new Tunnel(stack, "same", { account: { ...ACCOUNT, accountId: "f".repeat(32) }, name: "eks-dev" });
  expect(messages(stack)).toEqual([]);
  new Tunnel(stack, "twin", { account: ACCOUNT, name: "eks-dev" });
  expect(messages(stack)).toEqual([
    'twin TunnelNameTaken: the tunnel stack/eks-dev is named "eks-dev" as well; Cloudflare takes a name once an account: pass another name',
  ]);
});

test("a public host that the application of a wildcard covers is refused, whichever comes first", () => {
  const open = HostAccess.publicly("status page");
  tunnel.publish("status.apps.example.com", { zone, origin: ORIGIN, access: open });
  tunnel.publish("status.example.com", { zone, origin: ORIGIN, access: open });
  tunnel.publish("a.status.apps.example.com", { zone, origin: ORIGIN, access: open });
  expect(problems(stack)).toEqual([]);
  tunnel.publish("*.apps.example.com", { zone, origin: ORIGIN, access: HostAccess.policies(staff) });
  expect(problems(stack)).toEqual(["Hosts/status.apps.example.com PublicHostCovered"]);
});

describe("a host that is published twice", () => {
  const TWICE = (where: string) =>
    `HostPublishedTwice: "a.example.com" is published already as ${where}; publish it once, and add other origins of it by addPath(…)`;

  test("is refused on the same tunnel, and what follows is still checked", () => {
    publish("a.example.com");
    publish("a.example.com").addPath("reports", ORIGIN);
    expect(tunnel.hosts.length).toBe(1);
    expect(messages(stack)).toEqual([
      expect.stringContaining("Hosts/a.example.com PathInvalid: "),
      `eks-dev ${TWICE("stack/Hosts/a.example.com")}`,
    ]);
  });

  test("is refused on two tunnels of a stack", () => {
    publish("a.example.com");
    const other = new Tunnel(stack, "eks-prod", { account: ACCOUNT });
    other.publish("a.example.com", { zone, origin: ORIGIN, access: HostAccess.policies(staff) });
    expect(messages(stack)).toEqual([`eks-prod ${TWICE("stack/Hosts/a.example.com")}`]);
    expect(other.hosts.length).toBe(0);
  });

  test("is refused in two stacks of an app", () => {
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

  test("is nothing to two apps", () => {
    for (const id of ["eks-dev", "eks-prod"]) {
      const { record } = publishedOn(id, (policy) => HostAccess.policies(policy));
      expect(problems(TerraformStack.of(record))).toEqual([]);
    }
  });
});

test("refuses at once a hostname that cannot name a construct", () => {
  const name = new TerraformVariable(stack, "name", {}).stringValue;
  expect(() => publish(name)).toThrow("[stack/eks-dev] TokenNotAllowed: a hostname is a token; expected a literal");
  expect(() => publish(`${name}.example.com`)).toThrow("TokenNotAllowed");
  expect(() => publish("")).toThrow('[stack/eks-dev] HostnameInvalid: the hostname is ""; expected an FQDN');
});

describe("a connector", () => {
  test("makes its constructs in a scope of its own, and learns of the tunnel", () => {
    const connector = new FakeConnector("cloudflared", "cluster-a");
    tunnel.connect(connector);
    publish("a.example.com");
    const [scope, connected] = connector.bound[0];
    expect(connector.bound.length).toBe(1);
    expect(scope.node.path).toBe("stack/eks-dev/Connector-cloudflared");
    expect(connected.account).toBe(ACCOUNT);
    expect(connected.tunnelId).toBe(tunnel.tunnelId);
    expect(connected.tunnelAddress).toBe(address(tunnel.resource));
    expect(connected.origins).toEqual([ORIGIN]);
  });

  test("is joined by others of its network", () => {
    tunnel.connect(new FakeConnector("one", "cluster-a"));
    tunnel.connect(new FakeConnector("two", "cluster-a"));
    expect(problems(stack)).toEqual([]);
  });

  test("is refused in another network than the first", () => {
    tunnel.connect(new FakeConnector("one", "cluster-a"));
    tunnel.connect(new FakeConnector("two", "cluster-b"));
    expect(messages(stack)).toEqual([
      'eks-dev ConnectorMismatch: a connector sits in "cluster-b", the first in "cluster-a"; any of them may get any request, so make a tunnel for each network',
    ]);
  });

  test("is refused under a name that another one has", () => {
    tunnel.connect(new FakeConnector("one", "cluster-a"));
    expect(() => tunnel.connect(new FakeConnector("one", "cluster-a"))).toThrow("[stack/eks-dev] ConnectorNameTaken: ");
  });

  test("is warned of where it takes the token from Terraform's state", () => {
    tunnel.connect(new FakeConnector("one", "cluster-a", TunnelToken.fromTunnel()));
    expect(problems(stack)).toEqual(["eks-dev warning TokenInState"]);
  });
});

test("reads the token only where it is asked for, once", () => {
  expect(synth(stack).data).toBeUndefined();
  tunnel.token();
  tunnel.token();
  const [read, ...others] = Object.values<any>(synth(stack).data.cloudflare_zero_trust_tunnel_cloudflared_token);
  expect(read).toEqual({ account_id: ACCOUNT.accountId, tunnel_id: `\${${address(tunnel.resource)}.id}` });
  expect(others).toEqual([]);
});

test("hands the account's provider to everything it makes", () => {
  const provider = new CloudflareProvider(stack, "second", { alias: "second" });
  const account: Account = { ...ACCOUNT, provider };
  const policy = policyIn(stack, "partners", account);
  const second = new Tunnel(stack, "second-tunnel", { account });
  const host = second.publish("a.example.com", { zone, origin: ORIGIN, access: HostAccess.policies(policy) });
  host.allowServiceToken(new ServiceToken(stack, "ci", { account }));
  second.token();
  const ours = [policy, second, host, stack.node.findChild("ci")].flatMap(({ node }) => node.findAll());
  const resources = ours
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

test("mistakes of a whole stack are reported together", () => {
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

class FakeConnector implements IConnector {
  public readonly transports = [Transport.QUIC];
  public readonly bound: [scope: Construct, tunnel: IConnectedTunnel][] = [];

  public constructor(
    public readonly name: string,
    public readonly network: string,
    public readonly token = TunnelToken.fromKubernetesSecret("cloudflared-token", "token"),
  ) {}

  public bind(scope: Construct, connected: IConnectedTunnel): void {
    this.bound.push([scope, connected]);
  }
}

function policyIn(scope: TerraformStack, id: string, account = ACCOUNT): AccessPolicy {
  return new AccessPolicy(scope, id, { account, include: [AccessRule.emailDomain("example.com")] });
}

function publish(hostname: string, access = HostAccess.policies(staff)): PublishedHost {
  return tunnel.publish(hostname, { zone, origin: ORIGIN, access });
}

/** The same host in an app of its own. */
function publishedOn(tunnelId: string, access: (policy: AccessPolicy) => HostAccess): PublishedHost {
  const scope = stackWithProvider();
  const options = { zone: zoneIn(scope), origin: ORIGIN, access: access(policyIn(scope, "staff")) };
  return new Tunnel(scope, tunnelId, { account: ACCOUNT }).publish("a.example.com", options);
}

function ingress(): any[] {
  return resourceAt(stack, "eks-dev/Config").config.ingress;
}

function audOf(host: PublishedHost): string {
  return `\${${address(host.application!.resource)}.aud}`;
}
