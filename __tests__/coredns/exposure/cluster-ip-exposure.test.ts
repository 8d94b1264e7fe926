import { ClusterIpExposure, ClusterIpOptions } from "../../../lib/coredns/index";
import { made } from "../../kubernetes/support";
import { messages } from "../../support/stack";
import { CLUSTER_IP, clusterDns, newStack } from "../support";

const messagesOf = (options: ClusterIpOptions) => {
  const stack = newStack();
  clusterDns(stack, { exposure: ClusterIpExposure.fixedAddress(options) });
  return messages(stack);
};

describe("ClusterIpExposure.fixedAddress", () => {
  test("creates one Service and neither a load balancer nor a replacement trigger", () => {
    const stack = newStack();
    const dns = clusterDns(stack, { exposure: CLUSTER_IP });
    expect(dns.addresses).toEqual(["10.100.0.53"]);
    const { only, terraform } = made(stack);
    const { spec, wait_for_load_balancer } = only("kubernetes_service_v1");
    expect(spec).toMatchObject({ type: "ClusterIP", cluster_ip: "10.100.0.53" });
    expect(spec.port.map((port: any) => `${port.port}/${port.protocol}`)).toEqual(["53/UDP", "53/TCP"]);
    // On a Service of type ClusterIP, these drift or replace the Service at every apply.
    for (const field of ["load_balancer_class", "allocate_load_balancer_node_ports", "load_balancer_source_ranges"]) {
      expect(spec).not.toHaveProperty(field);
    }
    expect(wait_for_load_balancer).toBe(false);
    expect(terraform.resource).not.toHaveProperty("terraform_data");
  });

  test.each([
    ["outside the Service CIDR", { address: "10.101.0.53", serviceCidr: "10.100.0.0/16" }, "is not in"],
    [
      "the address of the API server",
      { address: "10.100.0.1", serviceCidr: "10.100.0.0/16" },
      "Kubernetes reserves the first two",
    ],
    ["the last one of the range", { address: "10.100.255.255", serviceCidr: "10.100.0.0/16" }, "and the last"],
    ["not an IP address", { address: "None", serviceCidr: "10.100.0.0/16" }, "is not a valid IP address"],
  ])("refuses the address of a Service if it is %s", (_, options, expected) => {
    expect(messagesOf(options)).toEqual([expect.stringMatching(`FixedAddressInvalid: .*${expected}`)]);
  });

  test("refuses a Service CIDR with host bits", () => {
    expect(messagesOf({ address: "10.100.0.53", serviceCidr: "10.100.0.1/16" })).toEqual([
      expect.stringMatching(/CidrInvalid: serviceCidr.*"10\.100\.0\.1\/16"/),
    ]);
  });

  test("fails when an option is missing", () => {
    const options = { address: "10.100.0.53" } as ClusterIpOptions;
    expect(() => ClusterIpExposure.fixedAddress(options)).toThrow(
      'PropMissing: ClusterIpExposure.fixedAddress: "serviceCidr" is required.',
    );
  });

  test("accepts an IPv6 address", () => {
    expect(messagesOf({ address: "fd00:96::53", serviceCidr: "fd00:96::/112" })).toEqual([]);
  });
});
