import { ClusterIpExposure, ClusterIpOptions } from "../../../lib/coredns/index";
import { made } from "../../kubernetes/support";
import { messages } from "../../support/stack";
import { CLUSTER_IP, clusterDns, newStack } from "../support";

const complaints = (options: ClusterIpOptions) => {
  const stack = newStack();
  clusterDns(stack, { exposure: ClusterIpExposure.fixedAddress(options) });
  return messages(stack);
};

test("a cluster IP costs nothing: one Service, no load balancer, no trigger", () => {
  const stack = newStack();
  const dns = clusterDns(stack, { exposure: CLUSTER_IP });
  expect(dns.addresses).toEqual(["10.100.0.53"]);
  const { only, terraform } = made(stack);
  const { spec, wait_for_load_balancer } = only("kubernetes_service_v1");
  expect(spec).toMatchObject({ type: "ClusterIP", cluster_ip: "10.100.0.53" });
  expect(spec.port.map((port: any) => `${port.port}/${port.protocol}`)).toEqual(["53/UDP", "53/TCP"]);
  // On a cluster IP these drift, or replace the Service at every apply.
  for (const field of ["load_balancer_class", "allocate_load_balancer_node_ports", "load_balancer_source_ranges"]) {
    expect(spec).not.toHaveProperty(field);
  }
  expect(wait_for_load_balancer).toBe(false);
  expect(terraform.resource).not.toHaveProperty("terraform_data");
});

test.each([
  ["outside the Service range", { address: "10.101.0.53", serviceCidr: "10.100.0.0/16" }, "is not in"],
  ["of the API server", { address: "10.100.0.1", serviceCidr: "10.100.0.0/16" }, "Kubernetes keeps the first two"],
  ["that is the last", { address: "10.100.255.255", serviceCidr: "10.100.0.0/16" }, "and the last"],
  ["that is none", { address: "None", serviceCidr: "10.100.0.0/16" }, "is no address"],
])("refuses an address %s", (_, options, expected) => {
  expect(complaints(options)).toEqual([expect.stringMatching(`FixedAddressInvalid: .*${expected}`)]);
});

test("refuses a Service range that is none, by its name", () => {
  expect(complaints({ address: "10.100.0.53", serviceCidr: "10.100.0.1/16" })).toEqual([
    expect.stringMatching(/CidrInvalid: serviceCidr holds "10\.100\.0\.1\/16"/),
  ]);
});

test("takes an address of IPv6", () => {
  expect(complaints({ address: "fd00:96::53", serviceCidr: "fd00:96::/112" })).toEqual([]);
});
