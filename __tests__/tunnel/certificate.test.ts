import { TerraformStack, TerraformVariable } from "cdktf";
import { ORIGIN, policyIn, tunnelFixture } from "./fixture";
import { inventory } from "../../lib/inventory";
import { messages, problems } from "../support/stack";
import { HostAccess, IZone, Tunnel, Zone } from "cdktf-zero-trust";

let stack: TerraformStack;
let tunnel: Tunnel;
beforeEach(() => ({ stack, tunnel } = tunnelFixture()));

const ZONE_ID = "fedcba9876543210fedcba9876543210";
const WARNING = "warning HostDeeperThanCertificate";

function zoneWith(certificateHosts?: string[], zoneName = "example.com", zoneId = ZONE_ID): IZone {
  return Zone.fromZoneAttributes(stack, `zone-${stack.node.children.length}`, { zoneId, zoneName, certificateHosts });
}

function publish(hostname: string, zone: IZone, access?: HostAccess): void {
  const policy = policyIn(stack, `policy-${stack.node.children.length}`);
  tunnel.publish(hostname, { zone, origin: ORIGIN, access: access ?? HostAccess.policies(policy) });
}

describe("HostDeeperThanCertificate", () => {
  test.each(["a.dev.example.com", "*.dev.example.com", "a.b.dev.example.com"])("warns for %s", (hostname) => {
    publish(hostname, zoneWith());
    expect(problems(stack)).toEqual([`Hosts/${hostname} ${WARNING}`]);
  });

  test("names the wildcard that would cover the host", () => {
    publish("grafana.dev.example.com", zoneWith());
    expect(messages(stack)).toEqual([
      'Hosts/grafana.dev.example.com warning HostDeeperThanCertificate: "grafana.dev.example.com" is more than one label below the zone "example.com", and Universal SSL covers one label. Browsers report a TLS error unless another certificate covers the host: order one and list "*.dev.example.com" in certificateHosts of the zone, or use a name with one label.',
    ]);
  });

  test("warns for a public host and for an existing application", () => {
    publish("a.dev.example.com", zoneWith(), HostAccess.publicly("status page"));
    publish("b.dev.example.com", zoneWith(), HostAccess.existing({ aud: "a".repeat(64), reason: "the portal" }));
    expect(problems(stack)).toEqual([`Hosts/a.dev.example.com ${WARNING}`, `Hosts/b.dev.example.com ${WARNING}`]);
  });

  test.each(["example.com", "a.example.com", "*.example.com"])("does not warn for %s", (hostname) => {
    publish(hostname, zoneWith());
    expect(problems(stack)).toEqual([]);
  });

  test("counts labels from the zone, which can be a subdomain", () => {
    publish("a.dev.example.com", zoneWith([], "dev.example.com"));
    publish("a.example.co.jp", zoneWith([], "example.co.jp"));
    expect(problems(stack)).toEqual([]);
  });

  test.each([
    ["a.dev.example.com", "*.dev.example.com"],
    ["a.dev.example.com", "a.dev.example.com"],
    ["*.dev.example.com", "*.dev.example.com"],
    ["*.b.dev.example.com", "*.b.dev.example.com"],
  ])("is silenced for %s by a certificate for %s", (hostname, certificate) => {
    publish(hostname, zoneWith(["x.y.example.com", certificate]));
    expect(problems(stack)).toEqual([]);
  });

  test.each([
    ["a.b.dev.example.com", "*.dev.example.com"],
    ["*.dev.example.com", "a.dev.example.com"],
    ["*.b.dev.example.com", "*.dev.example.com"],
    ["a.dev.example.com", "b.dev.example.com"],
    ["a.dev.example.com", "dev.example.com"],
    ["a.dev.example.com", "*.example.com"],
  ])("is not silenced for %s by a certificate for %s", (hostname, certificate) => {
    publish(hostname, zoneWith([certificate]));
    expect(problems(stack)).toEqual([`Hosts/${hostname} ${WARNING}`]);
  });

  test("is not decided for a zone whose name is a token, or that does not contain the host", () => {
    const zoneName = new TerraformVariable(stack, "zone-name", {}).stringValue;
    publish("a.dev.example.com", zoneWith([], zoneName));
    publish("a.dev.example.org", zoneWith());
    expect(problems(stack)).toEqual([
      "Hosts/a.dev.example.org HostOutsideZone",
      expect.stringMatching(/warning ZoneNameUnknown$/),
    ]);
  });
});

describe("the summary of a deep host", () => {
  const NOTE = "Universal SSL covers one label below example.com. This host needs its own certificate.";
  const notesOf = (hostname: string) =>
    inventory({ name: "dev", terraform: stack.toTerraform() }).hosts.find((host) => host.hostname === hostname)!.notes;

  test.each([
    ["is a literal", () => ZONE_ID],
    ["is a token", () => new TerraformVariable(stack, "zone-id", {}).stringValue],
  ])("contains the note if the zone id %s", (_, zoneId) => {
    publish("a.dev.example.com", zoneWith(undefined, "example.com", zoneId()));
    expect(notesOf("a.dev.example.com")).toEqual([NOTE]);
  });

  test("contains no note if a certificate covers the host", () => {
    publish("a.dev.example.com", zoneWith(["*.dev.example.com"]));
    expect(notesOf("a.dev.example.com")).toEqual([]);
  });
});
