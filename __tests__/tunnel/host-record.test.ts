import { LoadBalancer } from "@cdktf/provider-cloudflare/lib/load-balancer";
import { App, TerraformStack } from "cdktf";
import { ORIGIN, TunnelFixture, tunnelFixture } from "./fixture";
import { address } from "../../lib/core/terraform/resources";
import { inventory, Inventory } from "../../lib/inventory";
import { ACCOUNT, messages, problems, resourceAt, stackWithProvider, synth } from "../support/stack";
import { AccessApplication, HostAccess, HostRecord, PublishedHost, Tunnel } from "cdktf-zero-trust";
import { graph } from "cdktf-zero-trust/lib/testing";

const HOST = "app.example.com";
const RECORD = HostRecord.managedElsewhere("the load balancer");
const reason = "replicas share one application";

let fixture: TunnelFixture;
let stack: TerraformStack;
let other: Tunnel;
beforeEach(() => {
  fixture = tunnelFixture();
  ({ stack } = fixture);
  other = new Tunnel(stack, "eks-us", { account: ACCOUNT });
});

interface Publication {
  readonly tunnel?: Tunnel;
  readonly hostname?: string;
  readonly access?: HostAccess;
  /** `null` for the record of the host itself. */
  readonly record?: HostRecord | null;
}

function publish(publication: Publication = {}): PublishedHost {
  const { tunnel = fixture.tunnel, hostname = HOST, record = RECORD } = publication;
  const { access = HostAccess.policies(fixture.staff) } = publication;
  return tunnel.publish(hostname, { zone: fixture.zone, origin: ORIGIN, access, ...(record && { record }) });
}

function shared(id = "shared", hostnames = [HOST]): HostAccess {
  const { aud } = new AccessApplication(stack, id, { account: ACCOUNT, hostnames, policies: [fixture.staff] });
  return HostAccess.existing({ aud, reason });
}

function balancer(scope = stack): LoadBalancer {
  return new LoadBalancer(scope, "balancer", {
    zoneId: fixture.zone.zoneId,
    name: HOST,
    defaultPools: ["pool"],
    fallbackPool: "pool",
    proxied: true,
  });
}

/** With comments, which `synth` omits. */
const terraform = () => stack.toTerraform();
const summary = (): Inventory => inventory({ name: "dev", terraform: terraform() });

describe("HostRecord.managedElsewhere", () => {
  test("creates no DNS record, and keeps the edges of the application", () => {
    const host = publish();
    expect(problems(stack)).toEqual([]);
    expect(host.record).toBeUndefined();
    expect(graph(stack).edges).toEqual([
      "GroupInterlock => staff",
      `Hosts/${HOST}/Application -> staff`,
      `eks-dev => Hosts/${HOST}/Application`,
      `eks-dev/Config -> Hosts/${HOST}/Application`,
      "eks-dev/Config -> eks-dev",
      `eks-dev/Interlock -> Hosts/${HOST}/Application`,
      "eks-dev/Interlock => eks-dev/Config",
      "eks-us/Config -> eks-us",
      "eks-us/Interlock => eks-us/Config",
    ]);
  });

  test("stores the reason next to the configuration, and shows it in the summary", () => {
    publish();
    publish({ hostname: "b.example.com", record: null });
    const [config] = Object.values<any>(terraform().resource.cloudflare_zero_trust_tunnel_cloudflared_config);
    expect(config["//"].hosts).toEqual({ [HOST]: { record: "the load balancer" } });
    expect(summary().hosts[0]).toMatchObject({
      hostname: HOST,
      protection: { state: "two layers" },
      notes: ["The DNS record is managed elsewhere: the load balancer"],
    });
    expect(summary().hosts[1].notes).toEqual([]);
  });

  test("keeps the reason of a public host, which the summary does not report as exposed", () => {
    publish({ access: HostAccess.publicly("status page, read only") });
    expect(problems(stack)).toEqual([]);
    expect(summary().hosts[0].access).toEqual({ kind: "public", reason: "status page, read only" });
    expect(summary().findings).toEqual([]);
  });

  test("keeps the reason of an application that is managed elsewhere", () => {
    publish({ access: HostAccess.existing({ aud: "a".repeat(64), reason: "the portal" }) });
    expect(summary().hosts[0].access).toMatchObject({ kind: "existing", reason: "the portal" });
  });

  test("keeps the certificate of a deep host", () => {
    publish({ hostname: "a.apps.example.com" });
    publish({ hostname: "a.dev.example.com" });
    const [covered, uncovered] = summary().hosts;
    expect(problems(stack)).toEqual(["Hosts/a.dev.example.com warning HostDeeperThanCertificate"]);
    expect(covered.notes).toHaveLength(1);
    expect(uncovered.notes[1]).toBe(
      "Universal SSL covers one label below example.com. This host needs its own certificate.",
    );
  });

  test("is not resolved by a wildcard record of the stack", () => {
    publish({ hostname: "*.example.com", record: null, tunnel: other });
    publish();
    const { hosts, findings } = summary();
    expect(hosts.find(({ hostname }) => hostname === HOST)?.dnsRecord).toBeUndefined();
    expect(findings).toEqual([]);
  });

  test.each(["", "two\nlines", "x".repeat(101)])("fails with the reason %j", (text) => {
    publish({ record: HostRecord.managedElsewhere(text) });
    expect(messages(stack)).toEqual([
      `Hosts/${HOST} ReasonInvalid: reason: "${text}" has ${text.length} characters. Use one line of 1 to 100 characters; it is stored in the comment of the tunnel's configuration.`,
    ]);
  });
});

describe("a host that two tunnels serve", () => {
  function replicas(): PublishedHost[] {
    const access = shared();
    return [publish({ access }), publish({ access, tunnel: other })];
  }

  test("shares the application, which is ordered with both tunnels", () => {
    const [first, second] = replicas();
    expect(problems(stack)).toEqual([]);
    expect(second).not.toBe(first);
    expect(second.application).toBe(first.application);
    expect(graph(stack).edges).toEqual([
      "GroupInterlock => staff",
      ...["eks-dev", "eks-us"].flatMap((id) => [
        `${id} => shared`,
        `${id}/Config -> ${id}`,
        `${id}/Config -> shared`,
        `${id}/Interlock -> shared`,
        `${id}/Interlock => ${id}/Config`,
      ]),
      "shared -> staff",
    ]);
    const aud = `\${${address(first.application!.resource)}.aud}`;
    for (const id of ["eks-dev", "eks-us"]) {
      const [rule] = resourceAt(stack, `${id}/Config`).config.ingress;
      expect(rule).toMatchObject({ hostname: HOST, origin_request: { access: { required: true, aud_tag: [aud] } } });
      expect(resourceAt(stack, `${id}/Interlock`).input).toEqual({ [HOST]: aud });
    }
  });

  test("has the same resources in any order of publication", () => {
    replicas();
    const before = synth(stack).resource;
    const again = tunnelFixture();
    const { aud } = new AccessApplication(again.stack, "shared", {
      account: ACCOUNT,
      hostnames: [HOST],
      policies: [again.staff],
    });
    const options = { zone: again.zone, origin: ORIGIN, access: HostAccess.existing({ aud, reason }), record: RECORD };
    new Tunnel(again.stack, "eks-us", { account: ACCOUNT }).publish(HOST, options);
    again.tunnel.publish(HOST, options);
    expect(synth(again.stack).resource).toEqual(before);
  });

  test("can be on three tunnels, and has paths of its own on each", () => {
    replicas()[1].addPath("/reports", ORIGIN);
    const third = new Tunnel(stack, "eks-ap", { account: ACCOUNT });
    const { aud } = stack.node.findChild("shared") as AccessApplication;
    publish({ tunnel: third, access: HostAccess.existing({ aud, reason }) });
    expect(problems(stack)).toEqual([]);
    expect(fixture.ingress()).toHaveLength(2);
    expect(resourceAt(stack, "eks-us/Config").config.ingress).toHaveLength(3);
  });

  test("is listed once for each tunnel in the summary", () => {
    replicas();
    const { hosts, findings, applications } = summary();
    expect(hosts.map(({ tunnel, notes, protection }) => [tunnel.name, protection.state, notes])).toEqual([
      ["eks-dev", "two layers", [expect.stringContaining("elsewhere"), "Tunnel eks-us serves this host as well."]],
      ["eks-us", "two layers", [expect.stringContaining("elsewhere"), "Tunnel eks-dev serves this host as well."]],
    ]);
    expect([findings, applications]).toEqual([[], []]);
  });

  test("is reported if only one of the tunnels does not check the token", () => {
    replicas();
    const edited = terraform();
    const config = Object.values<any>(edited.resource.cloudflare_zero_trust_tunnel_cloudflared_config)[1];
    delete config.config.ingress[0].origin_request;
    const { hosts, findings } = inventory({ name: "dev", terraform: edited });
    expect(hosts.map(({ protection }) => protection.state)).toEqual(["two layers", "one layer"]);
    expect(findings).toEqual([
      {
        code: "HostPartiallyProtected",
        about: HOST,
        message:
          "Through tunnel eks-us: The connector does not require an Access token on every ingress rule of this host.",
      },
    ]);
  });

  test("fails the safety contract when the edge of the second tunnel is removed", () => {
    replicas();
    other.resource.dependsOn = [];
    expect(messages(stack)).toEqual([
      expect.stringContaining("dependsOn of stack/eks-us/Resource no longer contains stack/shared/Resource"),
    ]);
  });

  test.each<[string, (access: HostAccess) => [Publication, Publication]]>([
    ["has a record on the first", (access) => [{ access, record: null }, { access }]],
    ["has a record on the second", (access) => [{ access }, { access, record: null }]],
    ["has policies of its own on the second", (access) => [{ access }, {}]],
    ["has policies of its own on the first", (access) => [{ hostname: HOST }, { access }]],
    ["is public on the second", (access) => [{ access }, { access: HostAccess.publicly("status page") }]],
    ["has another application", (access) => [{ access }, { access: shared("second", ["b.example.com"]) }]],
  ])("fails when it %s", (_, publications) => {
    const [first, second] = publications(shared("shared", [HOST]));
    publish(first);
    publish({ ...second, tunnel: other });
    expect(problems(stack)).toContain("eks-us HostPublishedTwice");
    expect(other.hosts).toEqual([]);
  });

  test("fails on the same tunnel", () => {
    const access = shared();
    publish({ access });
    publish({ access });
    expect(problems(stack)).toEqual(["eks-dev HostPublishedTwice"]);
  });

  test("fails with an application that is managed elsewhere, which nothing orders", () => {
    const access = HostAccess.existing({ aud: "a".repeat(64), reason });
    publish({ access });
    publish({ access, tunnel: other });
    expect(problems(stack)).toEqual(["eks-us HostPublishedTwice"]);
  });

  test("fails in two stacks", () => {
    const access = shared();
    publish({ access });
    const second = stackWithProvider("second", App.of(stack));
    publish({ access, tunnel: new Tunnel(second, "eks-ap", { account: ACCOUNT }) });
    expect(problems(second)).toEqual(["eks-ap HostPublishedTwice"]);
  });
});

describe("Tunnel.addPublicEntry", () => {
  test("orders a load balancer after the configuration of each tunnel", () => {
    const lb = balancer();
    for (const tunnel of [fixture.tunnel, other]) tunnel.addPublicEntry(lb);
    expect(problems(stack)).toEqual([]);
    expect(graph(stack).edges).toEqual(
      expect.arrayContaining(["balancer => eks-dev/Config", "balancer => eks-us/Config"]),
    );
  });

  test("does what node.addDependency of an L1 resource does not", () => {
    balancer().node.addDependency(publish(), fixture.tunnel);
    expect(graph(stack).edges.filter((edge) => edge.startsWith("balancer"))).toEqual([]);
  });

  test("fails when the edge is removed later", () => {
    const lb = balancer();
    fixture.tunnel.addPublicEntry(lb);
    lb.dependsOn = [];
    expect(messages(stack)).toEqual([
      expect.stringContaining("dependsOn of stack/balancer no longer contains stack/eks-dev/Config"),
    ]);
  });

  test("fails when the load balancer is in another stack", () => {
    fixture.tunnel.addPublicEntry(balancer(stackWithProvider("other", App.of(stack))));
    expect(messages(stack)).toEqual([
      "eks-dev StackMismatch: other/balancer is in another stack, so it cannot be ordered with the tunnel's configuration. Create it in this stack.",
    ]);
  });
});
