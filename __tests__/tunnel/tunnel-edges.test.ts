import { TerraformStack } from "cdktf";
import { ORIGIN, publishedOn, TunnelFixture, tunnelFixture } from "./fixture";
import { address } from "../../lib/core/terraform/resources";
import { ACCOUNT, problems } from "../support/stack";
import { AccessPolicy, HostAccess, IZone, Tunnel } from "cdktf-zero-trust";
import { graph } from "cdktf-zero-trust/lib/testing";

let stack: TerraformStack;
let zone: IZone;
let staff: AccessPolicy;
let tunnel: Tunnel;
let publish: TunnelFixture["publish"];

beforeEach(() => {
  ({ stack, zone, staff, tunnel, publish } = tunnelFixture());
});

describe("the edges of a tunnel", () => {
  test("create the Access application first and the DNS record last, and remove them in reverse", () => {
    publish("a.example.com");
    expect(graph(stack).edges).toEqual([
      "GroupInterlock => staff",
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

  test("order the record of a public host after its rule", () => {
    publish("a.example.com", HostAccess.publicly("status page"));
    expect(graph(stack).edges).toEqual([
      "GroupInterlock => staff",
      "Hosts/a.example.com/Record -> eks-dev",
      "Hosts/a.example.com/Record => eks-dev/Config",
      "eks-dev/Config -> eks-dev",
      "eks-dev/Interlock => eks-dev/Config",
    ]);
  });

  test("do not connect two tunnels of a stack", () => {
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

  test("include node.addDependency of a tunnel and of a host", () => {
    const host = publish("a.example.com", HostAccess.publicly("status page"));
    const other = new Tunnel(stack, "other", { account: ACCOUNT });
    host.node.addDependency(other);
    tunnel.node.addDependency(staff);
    expect(graph(stack).edges).toEqual(
      expect.arrayContaining(["Hosts/a.example.com/Record => other", "eks-dev => staff", "eks-dev/Config => staff"]),
    );
  });
});

describe("the Terraform addresses", () => {
  test("of a host depend on its hostname only, so that the host can move to another tunnel", () => {
    const addresses = (id: string) => {
      const { application, record } = publishedOn(id, (policy) => HostAccess.policies(policy));
      return [address(application!.resource), address(record!)];
    };
    expect(addresses("eks-prod")).toEqual(addresses("eks-dev"));
  });

  test("of a host's record do not change when the host becomes public", () => {
    const guarded = publishedOn("eks-dev", (policy) => HostAccess.policies(policy));
    const open = publishedOn("eks-dev", () => HostAccess.publicly("status page"));
    expect(address(open.record!)).toBe(address(guarded.record!));
    expect(open.application?.node.path).toBeUndefined();
  });

  test("are valid and unique for hosts that start with a digit or a wildcard", () => {
    const hosts = ["1password.example.com", "*.apps.example.com", "apps.example.com"].map((name) => publish(name));
    expect(problems(stack)).toEqual([]);
    const names = hosts.flatMap(({ record, application }) => [record!, application!.resource]).map(address);
    for (const name of names) expect(name).toMatch(/^[a-z_]+\.[A-Za-z_][\w-]*$/);
    expect(new Set(names).size).toBe(names.length);
  });
});
