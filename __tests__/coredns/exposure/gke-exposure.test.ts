import { GoogleProvider } from "@cdktf/provider-google/lib/provider";
import { GkeExposure, GkeOptions } from "../../../lib/coredns/index";
import { made } from "../../kubernetes/support";
import { messages } from "../../support/stack";
import { clusterDns, newStack } from "../support";

const VALID: GkeOptions = {
  name: "dev-dns",
  subnetwork: "nodes",
  cidr: "10.20.0.0/20",
  address: "10.20.0.10",
  region: "asia-northeast1",
};

function exposed(options: Partial<GkeOptions> = {}, allowFrom = ["10.20.0.0/16"]) {
  const stack = newStack();
  new GoogleProvider(stack, "google", { project: "example" });
  const dns = clusterDns(stack, { exposure: GkeExposure.fixedAddress({ ...VALID, ...options }), allowFrom });
  return { stack, dns };
}

describe.each([true, false])("GkeExposure.fixedAddress with mixedProtocols %s", (mixedProtocols) => {
  const { stack, dns } = exposed({ mixedProtocols }, ["10.20.0.0/16", "fd00::/64"]);
  const { only, all, addressOf } = made(stack);
  const services = all("kubernetes_service_v1").map(([, body]) => body);

  test("creates a fixed internal address with the purpose that the Services require", () => {
    expect(dns.addresses).toEqual(["10.20.0.10"]);
    expect(only("google_compute_address")).toMatchObject({
      name: "dev-dns",
      region: "asia-northeast1",
      subnetwork: "nodes",
      address: "10.20.0.10",
      address_type: "INTERNAL",
      purpose: mixedProtocols ? "GCE_ENDPOINT" : "SHARED_LOADBALANCER_VIP",
    });
  });

  test("warns once about IPv6 sources, which the load balancer does not accept", () => {
    expect(messages(stack)).toEqual([
      expect.stringMatching(/warning LoadBalancerSourceDropped: allowFrom: fd00::\/64 /),
    ]);
  });

  test("serves UDP and TCP with one Service or with two", () => {
    const ports = services.map(({ metadata, spec }) => [metadata.name, ...spec.port.map((port: any) => port.protocol)]);
    const two = [
      ["cluster-dns-tcp", "TCP"],
      ["cluster-dns-udp", "UDP"],
    ];
    expect(ports).toEqual(mixedProtocols ? [["cluster-dns", "UDP", "TCP"]] : two);
  });

  test("accepts only the IPv4 sources and preserves the client address", () => {
    for (const { spec, metadata, wait_for_load_balancer } of services) {
      expect(spec).toMatchObject({
        type: "LoadBalancer",
        load_balancer_ip: `\${${addressOf("google_compute_address")}.address}`,
        load_balancer_source_ranges: ["10.20.0.0/16"],
        external_traffic_policy: "Local",
      });
      expect(spec).not.toHaveProperty("load_balancer_class");
      expect(metadata.annotations["networking.gke.io/load-balancer-type"]).toBe("Internal");
      expect(wait_for_load_balancer).toBe(false);
    }
  });

  test("replaces the Services when the address changes and ignores the annotations of GKE key by key", () => {
    for (const { lifecycle } of services) {
      expect(lifecycle).toEqual({
        replace_triggered_by: [addressOf("terraform_data")],
        ignore_changes: [
          'metadata[0].annotations["cloud.google.com/neg"]',
          'metadata[0].annotations["cloud.google.com/neg-status"]',
        ],
      });
    }
    const { address, subnetwork, name } = VALID;
    expect(only("terraform_data").triggers_replace).toMatchObject({ address, subnetwork, name });
  });

  test("sets no anti-affinity and allows no health checks of pods", () => {
    expect(only("kubernetes_deployment_v1").spec.template.spec).not.toHaveProperty("affinity");
    expect(only("kubernetes_network_policy_v1").spec.ingress).toHaveLength(1);
  });
});

describe("GkeExposure.fixedAddress", () => {
  test("fails when an option has an unknown name", () => {
    const options = { ...VALID, mixedProtocol: true };
    expect(() => GkeExposure.fixedAddress(options)).toThrow(
      'PropUnknown: GkeExposure.fixedAddress: "mixedProtocol" is not a property. Did you mean "mixedProtocols"?',
    );
  });

  test("uses the given Google provider", () => {
    const stack = newStack();
    const provider = new GoogleProvider(stack, "other", { project: "other", alias: "other" });
    clusterDns(stack, { exposure: GkeExposure.fixedAddress({ ...VALID, provider }) });
    expect(made(stack).only("google_compute_address").provider).toBe("google.other");
  });

  test.each<[string, Partial<GkeOptions>, string[] | undefined, RegExp]>([
    ["an address outside the subnetwork", { address: "10.21.0.10" }, undefined, /FixedAddressInvalid/],
    [
      "the second address",
      { address: "10.20.0.1" },
      undefined,
      /FixedAddressInvalid.*the first two addresses and the last two/,
    ],
    [
      "the last address but one",
      { address: "10.20.15.254" },
      undefined,
      /FixedAddressInvalid.*the first two addresses and the last two/,
    ],
    [
      "an IPv6 address",
      { address: "fd00::10", cidr: "fd00::/64" },
      undefined,
      /FixedAddressInvalid.*is an IPv6 address/,
    ],
    ["a name in capitals", { name: "Dev" }, undefined, /LoadBalancerInvalid: name: "Dev" is not a valid name/],
    ["IPv6 sources only", {}, ["fd00::/64"], /LoadBalancerInvalid: allowFrom: the list contains no IPv4 CIDR/],
  ])("refuses %s", (_, options, allowFrom, expected) => {
    expect(messages(exposed(options, allowFrom).stack)).toEqual([expect.stringMatching(expected)]);
  });

  test.each(["10.20.0.2", "10.20.15.253"])("accepts the address %s next to the reserved ones", (address) => {
    expect(messages(exposed({ address }).stack)).toEqual([]);
  });
});
