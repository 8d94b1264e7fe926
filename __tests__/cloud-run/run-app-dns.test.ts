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

describe("the private zone of run.app", () => {
  test("trap: run.app leads out to the internet, so one wildcard answers Google's private addresses", () => {
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
    ["an endpoint of one's own", GoogleApisVip.of("10.8.0.250"), ["10.8.0.250"]],
  ])("answers other addresses: %s", (_, vip, addresses) => {
    expect(made(dns({ vip })).only("google_dns_record_set").rrdatas).toEqual(addresses);
  });

  test("may answer an address that is made in the same stack", () => {
    const stack = googleStack();
    const endpoint = new ComputeAddress(stack, "endpoint", { name: "apis", region: REGION, addressType: "INTERNAL" });
    new RunAppDns(stack, "run-app", { network: NETWORK, vip: GoogleApisVip.of(endpoint.address) });
    expect(problems(stack)).toEqual([]);
  });

  test("puts the record alone into a zone that is there", () => {
    const { all, only } = made(dns({ existingZone: "shared-run-app" }));
    expect(all("google_dns_managed_zone")).toEqual([]);
    expect(only("google_dns_record_set").managed_zone).toBe("shared-run-app");
  });

  test("trap: Cloud DNS takes no network's name, so one that is only named is looked up", () => {
    const { only, terraform } = made(dns({ network: "vpc" }));
    expect(Object.values(terraform.data.google_compute_network)).toEqual([expect.objectContaining({ name: "vpc" })]);
    const [{ network_url: url }] = only("google_dns_managed_zone").private_visibility_config.networks;
    expect(url).toMatch(/^\$\{data\.google_compute_network\.[\w-]+\.id\}$/);
  });

  test("takes a network's id, and refuses its name", () => {
    const of = (attribute: "id" | "name" | "selfLink") => {
      const stack = googleStack();
      const vpc = new ComputeNetwork(stack, "vpc", { name: "vpc", autoCreateSubnetworks: false });
      new RunAppDns(stack, "run-app", { network: vpc[attribute] });
      return messages(stack);
    };
    expect(of("id")).toEqual([]);
    expect(of("selfLink")).toEqual([]);
    expect(of("name")).toEqual([
      "run-app NetworkInvalid: network is google_compute_network.vpc.name, a name; pass the network's id",
    ]);
  });

  test.each(["global/networks/vpc", "VPC", "shop:vpc", ""])("refuses the network %j", (network) => {
    expect(problems(dns({ network }))).toEqual(["run-app NetworkInvalid"]);
  });

  test.each([
    [[], "vip has no address"],
    [["fd00::1"], 'vip holds "fd00::1"'],
    [["10.8.0.0/24"], 'vip holds "10.8.0.0/24"'],
    [["8.8.8.8"], 'vip holds "8.8.8.8", which a connector that sends private ranges'],
    [["199.36.153.12"], 'vip holds "199.36.153.12"'],
  ])("refuses the addresses %j", (addresses, message) => {
    expect(messages(dns({ vip: GoogleApisVip.of(...addresses) }))).toEqual([
      expect.stringContaining(`run-app RunAppDnsInvalid: ${message}`),
    ]);
  });

  test("refuses names that Cloud DNS would", () => {
    expect(problems(dns({ name: "run.app" }))).toEqual(["run-app GoogleNameInvalid"]);
    expect(problems(dns({ existingZone: "run_app" }))).toEqual(["run-app GoogleNameInvalid"]);
    expect(problems(dns({ existingZone: "run-app", name: "other" }))).toEqual(["run-app RunAppDnsInvalid"]);
    expect(problems(dns({ project: "Shop" }))).toEqual(["run-app GoogleNameInvalid"]);
  });

  test("trap: a network has it once, so a second one is refused, and taken by its network", () => {
    const stack = dns();
    new RunAppResponsePolicy(stack, "again", { network: NETWORK });
    expect(messages(stack)).toEqual([
      expect.stringContaining("again RunAppDnsInvalid: stack/run-app answers run.app in this network already"),
    ]);
    const other = dns();
    new RunAppDns(other, "other", { network: "projects/shop/global/networks/other", name: "run-app-2" });
    tunnelIn(other, { privateDns: RunAppDns.fromNetwork(other, "known", NETWORK) });
    expect(problems(other)).toEqual([]);
  });
});

describe("the response policy for run.app", () => {
  const policy = (props: Partial<RunAppResponsePolicyProps> = {}) => {
    const stack = googleStack();
    new RunAppResponsePolicy(stack, "run-app", { network: NETWORK, ...props });
    return stack;
  };

  test("leads the wildcard to the name of Google's private addresses, and shadows nothing else", () => {
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

  test("answers addresses of one's own as such", () => {
    const { only } = made(policy({ vip: GoogleApisVip.of("10.8.0.250") }));
    const [local] = only("google_dns_response_policy_rule").local_data.local_datas;
    expect(local).toMatchObject({ type: "A", rrdatas: ["10.8.0.250"] });
  });

  test("puts the rule alone into the policy that the network has", () => {
    const { all, only } = made(policy({ existingPolicy: "apis" }));
    expect(all("google_dns_response_policy")).toEqual([]);
    expect(only("google_dns_response_policy_rule").response_policy).toBe("apis");
  });

  test("stands in for the zone at a connector", () => {
    const stack = policy();
    tunnelIn(stack, { privateDns: stack.node.findChild("run-app") as RunAppResponsePolicy });
    expect(graph(stack).edges).toContain("run/Connector-asia-northeast1/WorkerPool => run-app");
  });

  test("refuses what a zone would", () => {
    expect(problems(policy({ network: "VPC" }))).toEqual(["run-app NetworkInvalid"]);
    expect(problems(policy({ existingPolicy: "Apis" }))).toEqual(["run-app GoogleNameInvalid"]);
    expect(problems(policy({ vip: GoogleApisVip.of() }))).toEqual(["run-app RunAppDnsInvalid"]);
  });
});

describe("all traffic through a NAT", () => {
  const nat = (stack: TerraformStack, props: object = {}) =>
    new NatEgress(stack, "egress", { network: NETWORK, subnetwork: SUBNETWORK, region: REGION, ...props });

  test("trap: an instance has no public address in the VPC, so all traffic goes with a NAT or not at all", () => {
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

  test("never stands beside the private DNS", () => {
    const stack = googleStack();
    tunnelIn(stack, { natEgress: nat(stack), privateDns: new RunAppDns(stack, "dns", { network: NETWORK }) });
    expect(messages(stack).join()).toContain("ConnectorEgressInvalid: privateDns and natEgress are both given");
  });

  test.each([
    ["another region", { region: "us-central1" }],
    ["another subnetwork", { subnetwork: `projects/shop/regions/${REGION}/subnetworks/other` }],
    ["another subnetwork, by name", { subnetwork: "other" }],
  ])("is refused for %s", (_, props) => {
    const stack = googleStack();
    tunnelIn(stack, { natEgress: nat(stack, props) });
    expect(messages(stack).join()).toContain("ConnectorEgressInvalid: natEgress lets out another subnetwork");
  });

  test("may be written in another way than the connector's", () => {
    const stack = googleStack();
    tunnelIn(stack, { natEgress: nat(stack, { subnetwork: "run" }) });
    expect(problems(stack)).toEqual([]);
  });

  test("refuses malformed names", () => {
    const stack = googleStack();
    nat(stack, { name: "NAT", region: "asia-northeast1-b", project: "s" });
    expect(problems(stack)).toEqual([
      "egress GoogleNameInvalid",
      "egress GoogleNameInvalid",
      "egress GoogleNameInvalid",
    ]);
  });
});

test("private DNS of another network is refused", () => {
  const stack = googleStack();
  tunnelIn(stack, { privateDns: RunAppDns.fromNetwork(stack, "dns", "projects/shop/global/networks/other") });
  expect(messages(stack).join()).toContain("ConnectorEgressInvalid: privateDns answers in another network");
});

describe("the subnetwork", () => {
  const connectedIn = (props: Partial<ComputeSubnetworkConfig>, connector: object = {}) => {
    const stack = googleStack();
    const vpc = new ComputeNetwork(stack, "vpc", { name: "vpc", autoCreateSubnetworks: false });
    const range = { ipCidrRange: "10.8.0.0/26", region: REGION, privateIpGoogleAccess: true };
    const subnetwork = new ComputeSubnetwork(stack, "subnet", { name: "run", network: vpc.id, ...range, ...props });
    tunnelIn(stack, { network: vpc.id, subnetwork: subnetwork.id, ...connector });
    return messages(stack).join("\n");
  };

  test("is right with private Google access and 64 addresses", () => {
    expect(connectedIn({})).toBe("");
  });

  test.each([{ privateIpGoogleAccess: false }, { privateIpGoogleAccess: undefined }])(
    "trap: without private Google access no service is reached: %j",
    (props) => {
      expect(connectedIn(props)).toContain("ConnectorSubnetworkInvalid: stack/subnet has no private Google access");
    },
  );

  test.each([
    ["10.8.0.0/27", 2, "expected 64 addresses at least, a /26"],
    ["10.8.0.0/26", 17, "expected 68 addresses at least, a /25"],
  ])("trap: instances take several addresses each: %s for %d", (ipCidrRange, instances, message) => {
    expect(connectedIn({ ipCidrRange }, { instances })).toContain(message);
  });

  test("has room for sixteen instances in a /26", () => {
    expect(connectedIn({}, { instances: 16 })).toBe("");
  });

  test("is in the connector's region", () => {
    expect(connectedIn({ region: "us-central1" })).toContain("stack/subnet is in us-central1, the connector in");
  });

  test("is found by its name, too", () => {
    expect(connectedIn({ privateIpGoogleAccess: false }, { subnetwork: "run" })).toContain(
      "stack/subnet has no private",
    );
  });

  test.each([
    [{ network: NETWORK, subnetwork: "run" }, "expected both by name, or both by their full path"],
    [{ network: "vpc", subnetwork: SUBNETWORK }, "expected both by name, or both by their full path"],
    [{ subnetwork: "projects/shop/regions/us-central1/subnetworks/run" }, "subnetwork is in us-central1"],
  ])("trap: a shared VPC goes by full paths, and a region is one: %j", (props, message) => {
    const stack = googleStack();
    tunnelIn(stack, props);
    expect(messages(stack).join()).toContain(`ConnectorSubnetworkInvalid`);
    expect(messages(stack).join()).toContain(message);
  });
});
