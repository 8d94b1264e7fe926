import { ComputeAddress } from "@cdktf/provider-google/lib/compute-address";
import { ComputeNetwork } from "@cdktf/provider-google/lib/compute-network";
import { ComputeSubnetwork, ComputeSubnetworkConfig } from "@cdktf/provider-google/lib/compute-subnetwork";
import { TerraformStack } from "cdktf";
import { googleStack, made, NETWORK, REGION, SUBNETWORK, tunnelIn } from "./support";
import {
  GoogleApisVip,
  NatEgress,
  RunAppDns,
  RunAppDnsProps,
  RunAppResponsePolicy,
  RunAppResponsePolicyProps,
} from "../../lib/cloud-run";
import { graph } from "../../lib/testing";
import { messages, problems } from "../support/stack";

const POOL = "google_cloud_run_v2_worker_pool";
const PRIVATE = ["199.36.153.8", "199.36.153.9", "199.36.153.10", "199.36.153.11"];
const RESTRICTED = ["199.36.153.4", "199.36.153.5", "199.36.153.6", "199.36.153.7"];

function dns(props: Partial<RunAppDnsProps> = {}) {
  const stack = googleStack();
  new RunAppDns(stack, "run-app", { network: NETWORK, ...props });
  return stack;
}

describe("RunAppDns", () => {
  test("resolves *.run.app to private addresses of Google", () => {
    const { only } = made(dns());
    expect(only("google_dns_managed_zone")).toMatchObject({
      name: "run-app",
      dns_name: "run.app.",
      visibility: "private",
      private_visibility_config: { networks: [{ network_url: NETWORK }] },
    });
    expect(only("google_dns_record_set")).toMatchObject({ name: "*.run.app.", type: "A", rrdatas: PRIVATE });
  });

  test.each([
    ["restricted", GoogleApisVip.RESTRICTED, RESTRICTED],
    ["a custom endpoint", GoogleApisVip.of("10.8.0.250"), ["10.8.0.250"]],
  ])("resolves to other addresses: %s", (_, vip, addresses) => {
    expect(made(dns({ vip })).only("google_dns_record_set").rrdatas).toEqual(addresses);
  });

  test("accepts an address that is created in the same stack", () => {
    const stack = googleStack();
    const endpoint = new ComputeAddress(stack, "endpoint", { name: "apis", region: REGION, addressType: "INTERNAL" });
    new RunAppDns(stack, "run-app", { network: NETWORK, vip: GoogleApisVip.of(endpoint.address) });
    expect(problems(stack)).toEqual([]);
  });

  test("creates only the record in an existing zone", () => {
    const { all, only } = made(dns({ existingZone: "shared-run-app" }));
    expect(all("google_dns_managed_zone")).toEqual([]);
    expect(only("google_dns_record_set").managed_zone).toBe("shared-run-app");
  });

  test("looks up a network by name, because Cloud DNS requires its URL", () => {
    const { only, terraform } = made(dns({ network: "vpc" }));
    expect(Object.values(terraform.data.google_compute_network)).toEqual([expect.objectContaining({ name: "vpc" })]);
    const [{ network_url: url }] = only("google_dns_managed_zone").private_visibility_config.networks;
    expect(url).toMatch(/^\$\{data\.google_compute_network\.[\w-]+\.id\}$/);
  });

  test("accepts the id of a network in the stack, and fails when its name is passed", () => {
    const of = (attribute: "id" | "name" | "selfLink") => {
      const stack = googleStack();
      const vpc = new ComputeNetwork(stack, "vpc", { name: "vpc", autoCreateSubnetworks: false });
      new RunAppDns(stack, "run-app", { network: vpc[attribute] });
      return messages(stack);
    };
    expect(of("id")).toEqual([]);
    expect(of("selfLink")).toEqual([]);
    expect(of("name")).toEqual([
      "run-app NetworkInvalid: network: google_compute_network.vpc.name is a name; pass the network's id.",
    ]);
  });

  test.each(["global/networks/vpc", "VPC", "shop:vpc", ""])("fails when the network is %j", (network) => {
    expect(problems(dns({ network }))).toEqual(["run-app NetworkInvalid"]);
  });

  test.each([
    [[], "vip: at least one IPv4 address is required"],
    [["fd00::1"], 'vip: "fd00::1" is not a valid IPv4 address'],
    [["10.8.0.0/24"], 'vip: "10.8.0.0/24" is not a valid IPv4 address'],
    [["8.8.8.8"], 'vip: "8.8.8.8" is outside the ranges that a connector reaches through the VPC'],
    [["199.36.153.12"], 'vip: "199.36.153.12" is outside'],
  ])("fails when the addresses are %j", (addresses, message) => {
    expect(messages(dns({ vip: GoogleApisVip.of(...addresses) }))).toEqual([
      expect.stringContaining(`run-app RunAppDnsInvalid: ${message}`),
    ]);
  });

  test("fails when a name is not valid in Cloud DNS, or is set for an existing zone", () => {
    expect(problems(dns({ name: "run.app" }))).toEqual(["run-app GoogleNameInvalid"]);
    expect(problems(dns({ existingZone: "run_app" }))).toEqual(["run-app GoogleNameInvalid"]);
    expect(problems(dns({ existingZone: "run-app", name: "other" }))).toEqual(["run-app RunAppDnsInvalid"]);
    expect(problems(dns({ project: "Shop" }))).toEqual(["run-app GoogleNameInvalid"]);
  });

  test("fails when it exists twice for a network, and can be imported by its network", () => {
    const stack = dns();
    new RunAppResponsePolicy(stack, "again", { network: NETWORK });
    expect(messages(stack)).toEqual([
      expect.stringContaining(
        "again RunAppDnsInvalid: network: stack/run-app already resolves run.app in this network",
      ),
    ]);
    const other = dns();
    new RunAppDns(other, "other", { network: "projects/shop/global/networks/other", name: "run-app-2" });
    tunnelIn(other, { privateDns: RunAppDns.fromNetwork(other, "known", NETWORK) });
    expect(problems(other)).toEqual([]);
  });
});

describe("RunAppResponsePolicy", () => {
  const policy = (props: Partial<RunAppResponsePolicyProps> = {}) => {
    const stack = googleStack();
    new RunAppResponsePolicy(stack, "run-app", { network: NETWORK, ...props });
    return stack;
  };

  test("resolves the wildcard to the name of Google's private addresses, and overrides nothing else", () => {
    const { only, all } = made(policy());
    expect(only("google_dns_response_policy").networks).toEqual([{ network_url: NETWORK }]);
    expect(only("google_dns_response_policy_rule")).toMatchObject({
      dns_name: "*.run.app.",
      local_data: {
        local_datas: [{ name: "*.run.app.", type: "CNAME", rrdatas: ["private.googleapis.com."] }],
      },
    });
    expect(all("google_dns_managed_zone")).toEqual([]);
  });

  test("resolves to custom addresses", () => {
    const { only } = made(policy({ vip: GoogleApisVip.of("10.8.0.250") }));
    const [local] = only("google_dns_response_policy_rule").local_data.local_datas;
    expect(local).toMatchObject({ type: "A", rrdatas: ["10.8.0.250"] });
  });

  test("creates only the rule in an existing policy", () => {
    const { all, only } = made(policy({ existingPolicy: "apis" }));
    expect(all("google_dns_response_policy")).toEqual([]);
    expect(only("google_dns_response_policy_rule").response_policy).toBe("apis");
  });

  test("is accepted by a connector in place of the zone", () => {
    const stack = policy();
    tunnelIn(stack, { privateDns: stack.node.findChild("run-app") as RunAppResponsePolicy });
    expect(graph(stack).edges).toContain("run/Connector-asia-northeast1/WorkerPool => run-app");
  });

  test("fails when a value is invalid for the zone, too", () => {
    expect(problems(policy({ network: "VPC" }))).toEqual(["run-app NetworkInvalid"]);
    expect(problems(policy({ existingPolicy: "Apis" }))).toEqual(["run-app GoogleNameInvalid"]);
    expect(problems(policy({ vip: GoogleApisVip.of() }))).toEqual(["run-app RunAppDnsInvalid"]);
  });
});

describe("NatEgress", () => {
  const nat = (stack: TerraformStack, props: object = {}) =>
    new NatEgress(stack, "egress", { network: NETWORK, subnetwork: SUBNETWORK, region: REGION, ...props });

  test("sends all traffic of the connector through the VPC and a NAT with a static address", () => {
    const stack = googleStack();
    tunnelIn(stack, { natEgress: nat(stack) });
    const { only } = made(stack);
    expect(only(POOL).template.vpc_access.egress).toBe("ALL_TRAFFIC");
    expect(only("google_compute_router_nat")).toMatchObject({
      nat_ip_allocate_option: "MANUAL_ONLY",
      source_subnetwork_ip_ranges_to_nat: "LIST_OF_SUBNETWORKS",
      subnetwork: [{ name: SUBNETWORK, source_ip_ranges_to_nat: ["ALL_IP_RANGES"] }],
    });
    expect(only("google_compute_router_nat").nat_ips).toEqual([
      expect.stringMatching(/^\$\{google_compute_address\.[\w-]+\.self_link\}$/),
    ]);
    expect(only("google_compute_address")).toMatchObject({ address_type: "EXTERNAL", region: REGION });
    expect(only("google_compute_router")).toMatchObject({ network: NETWORK, region: REGION });
    expect(graph(stack).edges).toContain("run/Connector-asia-northeast1/WorkerPool => egress");
  });

  test("fails when the connector also has private DNS", () => {
    const stack = googleStack();
    tunnelIn(stack, { natEgress: nat(stack), privateDns: new RunAppDns(stack, "dns", { network: NETWORK }) });
    expect(messages(stack).join()).toContain("ConnectorEgressInvalid: privateDns is set together with natEgress");
  });

  test.each([
    ["another region", { region: "us-central1" }],
    ["another subnetwork", { subnetwork: `projects/shop/regions/${REGION}/subnetworks/other` }],
    ["another subnetwork, by name", { subnetwork: "other" }],
  ])("fails when it belongs to %s", (_, props) => {
    const stack = googleStack();
    tunnelIn(stack, { natEgress: nat(stack, props) });
    expect(messages(stack).join()).toContain("ConnectorEgressInvalid: natEgress belongs to another subnetwork");
  });

  test("accepts another form of the connector's subnetwork", () => {
    const stack = googleStack();
    tunnelIn(stack, { natEgress: nat(stack, { subnetwork: "run" }) });
    expect(problems(stack)).toEqual([]);
  });

  test("fails when names are malformed", () => {
    const stack = googleStack();
    nat(stack, { name: "NAT", region: "asia-northeast1-b", project: "s" });
    expect(problems(stack)).toEqual([
      "egress GoogleNameInvalid",
      "egress GoogleNameInvalid",
      "egress GoogleNameInvalid",
    ]);
  });
});

test("CloudRunConnector fails when the private DNS belongs to another network", () => {
  const stack = googleStack();
  tunnelIn(stack, { privateDns: RunAppDns.fromNetwork(stack, "dns", "projects/shop/global/networks/other") });
  expect(messages(stack).join()).toContain("ConnectorEgressInvalid: privateDns belongs to another network");
});

describe("CloudRunConnector: subnetwork", () => {
  const connectedIn = (props: Partial<ComputeSubnetworkConfig>, connector: object = {}) => {
    const stack = googleStack();
    const vpc = new ComputeNetwork(stack, "vpc", { name: "vpc", autoCreateSubnetworks: false });
    const range = { ipCidrRange: "10.8.0.0/26", region: REGION, privateIpGoogleAccess: true };
    const subnetwork = new ComputeSubnetwork(stack, "subnet", { name: "run", network: vpc.id, ...range, ...props });
    tunnelIn(stack, { network: vpc.id, subnetwork: subnetwork.id, ...connector });
    return messages(stack).join("\n");
  };

  test("accepts a subnetwork with Private Google Access and 64 addresses", () => {
    expect(connectedIn({})).toBe("");
  });

  test.each([{ privateIpGoogleAccess: false }, { privateIpGoogleAccess: undefined }])(
    "fails when there is no Private Google Access: %j",
    (props) => {
      expect(connectedIn(props)).toContain(
        "ConnectorSubnetworkInvalid: subnetwork: stack/subnet has no Private Google Access",
      );
    },
  );

  test.each([
    ["10.8.0.0/27", 2, "but 64 addresses are required; use a /26 or larger"],
    ["10.8.0.0/26", 17, "but 68 addresses are required; use a /25 or larger"],
  ])("fails when the subnetwork is too small: %s for %d instances", (ipCidrRange, instances, message) => {
    expect(connectedIn({ ipCidrRange }, { instances })).toContain(message);
  });

  test("accepts sixteen instances in a /26", () => {
    expect(connectedIn({}, { instances: 16 })).toBe("");
  });

  test("fails when the subnetwork is in another region", () => {
    expect(connectedIn({ region: "us-central1" })).toContain(
      "stack/subnet is in the region us-central1, but the connector is in",
    );
  });

  test("finds a subnetwork of the stack by its name", () => {
    expect(connectedIn({ privateIpGoogleAccess: false }, { subnetwork: "run" })).toContain(
      "stack/subnet has no Private Google Access",
    );
  });

  test.each([
    [{ network: NETWORK, subnetwork: "run" }, "Specify both by name, or both by full path"],
    [{ network: "vpc", subnetwork: SUBNETWORK }, "Specify both by name, or both by full path"],
    [{ subnetwork: "projects/shop/regions/us-central1/subnetworks/run" }, "subnetwork is in the region us-central1"],
  ])("fails when the form or the region of the subnetwork differs: %j", (props, message) => {
    const stack = googleStack();
    tunnelIn(stack, props);
    expect(messages(stack).join()).toContain(`ConnectorSubnetworkInvalid`);
    expect(messages(stack).join()).toContain(message);
  });
});
