import { AwsProvider } from "@cdktf/provider-aws/lib/provider";
import { TerraformVariable } from "cdktf";
import { ClusterDnsProps, NlbExposure, NlbServiceOptions, NlbSubnet } from "../../../lib/coredns/index";
import { made } from "../../kubernetes/support";
import { messages } from "../../support/stack";
import { clusterDns, newStack, NLB } from "../support";
import { graph } from "cdktf-zero-trust/lib/testing";

const PREFIX = "service.beta.kubernetes.io/aws-load-balancer-";

function serviceOf(options: Partial<NlbServiceOptions> = {}, props: Partial<ClusterDnsProps> = {}) {
  const stack = newStack();
  clusterDns(stack, { exposure: NlbExposure.fixedAddresses({ ...NLB, ...options }), ...props });
  const { only, addressOf } = made(stack);
  return { service: only("kubernetes_service_v1"), trigger: only("terraform_data"), addressOf };
}

const complaints = (options: Partial<NlbServiceOptions>, props: Partial<ClusterDnsProps> = {}) => {
  const stack = newStack();
  clusterDns(stack, { exposure: NlbExposure.fixedAddresses({ ...NLB, ...options }), ...props });
  return messages(stack);
};

describe("a Service for the AWS Load Balancer Controller", () => {
  const { service, trigger, addressOf } = serviceOf();
  const annotation = (name: string) => service.metadata.annotations[`${PREFIX}${name}`];

  test("gets UDP and TCP on port 53, which older controllers drop in silence", () => {
    expect(annotation("enable-tcp-udp-listener")).toBe("true");
    expect(service.metadata.annotations["cdktf-zero-trust/needs"]).toBe("AWS Load Balancer Controller >= 2.13.0");
    expect(service.spec.port).toEqual([
      { name: "dns", protocol: "UDP", port: 53, target_port: "5353" },
      { name: "dns-tcp", protocol: "TCP", port: 53, target_port: "5353" },
    ]);
  });

  test("is replaced where the controller ignores the edit: addresses, subnets, name, scheme", () => {
    expect(service.lifecycle.replace_triggered_by).toEqual([addressOf("terraform_data")]);
    expect(trigger.triggers_replace).toEqual({
      name: "dev-dns",
      scheme: "internal",
      addresses: ["10.10.0.10", "10.10.32.10"],
      subnets: ["subnet-0a1b2c3d4e5f60001", "subnet-0a1b2c3d4e5f60002"],
    });
  });

  test("says its class, which a webhook would fill in for ever", () => {
    expect(service.spec).toMatchObject({ type: "LoadBalancer", load_balancer_class: "service.k8s.aws/nlb" });
  });

  test("answers on every address while any zone has a pod", () => {
    expect(annotation("attributes")).toBe("load_balancing.cross_zone.enabled=true");
  });

  test("lets in nobody but the sources, of IPv4", () => {
    expect(service.spec.load_balancer_source_ranges).toEqual(["10.10.0.0/16"]);
    const both = serviceOf({}, { allowFrom: ["10.10.0.0/16", "fd00::/64"] }).service;
    expect(both.spec.load_balancer_source_ranges).toEqual(["10.10.0.0/16"]);
  });

  test("has its addresses in its subnets", () => {
    expect(annotation("scheme")).toBe("internal");
    expect(annotation("name")).toBe("dev-dns");
    expect(annotation("subnets")).toBe("subnet-0a1b2c3d4e5f60001,subnet-0a1b2c3d4e5f60002");
    expect(annotation("private-ipv4-addresses")).toBe("10.10.0.10,10.10.32.10");
  });

  test("sends to pods, on no port of a node, and takes a pod away after half a minute", () => {
    expect(annotation("nlb-target-type")).toBe("ip");
    expect(service.spec.allocate_load_balancer_node_ports).toBe(false);
    expect(annotation("target-group-attributes")).toBe("deregistration_delay.timeout_seconds=30");
  });

  test("asks the pods themselves whether they are ready, on the port where they say it", () => {
    const health = (options = {}) =>
      Object.entries<string>(serviceOf({}, options).service.metadata.annotations)
        .filter(([key]) => key.includes("healthcheck"))
        .map(([key, value]) => `${key.slice(`${PREFIX}healthcheck-`.length)}=${value}`);
    const thresholds = ["healthy-threshold=2", "interval=10", "timeout=5", "unhealthy-threshold=2"];
    expect(health().sort()).toEqual(
      ["protocol=http", "port=8181", "path=/ready", "success-codes=200", ...thresholds].sort(),
    );
    expect(health({ readyPort: 8282 })).toContain("port=8282");
  });

  test("is not waited for, since its addresses are known, and leaves the controllers' annotations alone key by key", () => {
    expect(service.wait_for_load_balancer).toBe(false);
    expect(service.lifecycle.ignore_changes).toEqual([
      'metadata[0].annotations["cloud.google.com/neg"]',
      'metadata[0].annotations["cloud.google.com/neg-status"]',
    ]);
  });

  test("sets nothing that the controller rejects for UDP, or that nobody could take back", () => {
    const text = JSON.stringify(service.metadata.annotations);
    expect(text).not.toMatch(/preserve_client_ip|deletion_protection|disable-nlb-sg|aws-load-balancer-type"/);
  });
});

test("CoreDNS keeps off the nodes of the connector's pods, by labels of one's own", () => {
  const stack = newStack();
  const connectorLabels = { app: "tunnel" };
  clusterDns(stack, { exposure: NlbExposure.fixedAddresses({ ...NLB, connectorLabels }) });
  const { affinity } = made(stack).only("kubernetes_deployment_v1").spec.template.spec;
  const [term] = affinity.pod_anti_affinity.required_during_scheduling_ignored_during_execution;
  expect(term.label_selector).toEqual([{ match_labels: connectorLabels }]);
});

describe("refuses", () => {
  const [first, second] = NLB.subnets;
  const subnets = (wrong: Partial<NlbSubnet>) => ({ subnets: [{ ...first, ...wrong }, second] });

  test.each<[string, Partial<NlbServiceOptions>, RegExp]>([
    [
      "an address outside its subnet",
      subnets({ address: "10.10.16.10" }),
      /FixedAddressInvalid.*not in 10\.10\.0\.0\/20/,
    ],
    ["the first of the first four", subnets({ address: "10.10.0.0" }), /FixedAddressInvalid.*AWS keeps the first four/],
    ["the last of the first four", subnets({ address: "10.10.0.3" }), /FixedAddressInvalid.*AWS keeps the first four/],
    ["the last", subnets({ address: "10.10.15.255" }), /FixedAddressInvalid.*and the last/],
    ["IPv6", subnets({ address: "fd00::10", cidr: "fd00::/64" }), /FixedAddressInvalid.*is IPv6; expected an IPv4/],
    ["an address with a prefix", subnets({ address: "10.10.0.10/32" }), /FixedAddressInvalid.*is no address/],
    ["no address for a subnet", subnets({ address: "" }), /FixedAddressInvalid: the address "" is no address/],
    ["a range with host bits", subnets({ cidr: "10.10.0.1/20" }), /CidrInvalid: a subnet's cidr holds "10\.10\.0\.1/],
    ["two equal addresses", { subnets: [first, { ...second, ...first, subnetId: second.subnetId }] }, /is there twice/],
    ["one subnet twice", subnets({ subnetId: second.subnetId }), /LoadBalancerInvalid: the subnet .* is there twice/],
    ["a subnet by its name, and a list of them", subnets({ subnetId: "a,b" }), /LoadBalancerInvalid: a subnet's id is/],
    ["no subnet", { subnets: [] }, /LoadBalancerInvalid: subnets is empty/],
    ["a name of 33", { name: "a".repeat(33) }, /LoadBalancerInvalid: .*\(33 characters\); expected 1 to 32/],
    ["a name with a dot", { name: "dev.dns" }, /LoadBalancerInvalid/],
    ["a name that ends with a hyphen", { name: "dev-" }, /LoadBalancerInvalid/],
    ["a name that AWS keeps", { name: "internal-dns" }, /LoadBalancerInvalid/],
    ["no label of the connector, which would be all pods", { connectorLabels: {} }, /LabelSelectorInvalid/],
    ["a label that is none", { connectorLabels: { "a b": "c" } }, /LabelSelectorInvalid: connectorLabels is/],
    ["a controller of before", { controllerVersion: "2.12.9" }, /LoadBalancerControllerTooOld.*"2\.12\.9"/],
    ["a controller of long before", { controllerVersion: "v1.99.0" }, /LoadBalancerControllerTooOld/],
    ["a controller of no release", { controllerVersion: "latest" }, /LoadBalancerControllerTooOld/],
  ])("%s", (_, options, expected) => {
    expect(complaints(options)).toEqual([expect.stringMatching(expected)]);
  });

  test("sources of IPv6 alone: without any of IPv4 the load balancer is open to all", () => {
    expect(complaints({}, { allowFrom: ["fd00::/64"] })).toEqual([
      expect.stringMatching(/LoadBalancerInvalid: allowFrom holds no range of IPv4/),
    ]);
  });
});

test.each(["10.10.0.4", "10.10.15.254"])("takes the address %s, at the edge", (address) => {
  const [first, second] = NLB.subnets;
  expect(complaints({ subnets: [{ ...first, address }, second] })).toEqual([]);
});

test.each(["2.13.0", "v2.17.1", "3.5.0"])("takes the controller %s", (controllerVersion) => {
  expect(complaints({ controllerVersion })).toEqual([]);
});

test("takes a name of 32 characters, and subnets that only Terraform knows", () => {
  const stack = newStack();
  const subnetId = new TerraformVariable(stack, "subnet", {}).stringValue;
  const subnets = [{ ...NLB.subnets[0], subnetId }];
  clusterDns(stack, { exposure: NlbExposure.fixedAddresses({ name: "a".repeat(32), subnets }) });
  const annotations = made(stack).only("kubernetes_service_v1").metadata.annotations;
  expect(annotations[`${PREFIX}subnets`]).toBe("${var.subnet}");
});

describe("a load balancer of Terraform's", () => {
  const stack = newStack();
  new AwsProvider(stack, "aws", { region: "eu-central-1" });
  const exposure = NlbExposure.targetGroup({ ...NLB, vpcId: "vpc-0a1b2c3d", podSecurityGroupId: "sg-0a1b2c3d" });
  const dns = clusterDns(stack, { exposure, allowFrom: ["10.10.0.0/16", "10.20.0.5", "fd00::/64"] });
  const { only, all, addressOf } = made(stack);

  test("has the same addresses whatever becomes of the Service, and none that a client could miss", () => {
    expect(dns.addresses).toEqual(["10.10.0.10", "10.10.32.10"]);
    expect(only("aws_lb")).toMatchObject({
      name: "dev-dns",
      internal: true,
      load_balancer_type: "network",
      enable_cross_zone_load_balancing: true,
      subnet_mapping: [
        { subnet_id: "subnet-0a1b2c3d4e5f60001", private_ipv4_address: "10.10.0.10" },
        { subnet_id: "subnet-0a1b2c3d4e5f60002", private_ipv4_address: "10.10.32.10" },
      ],
    });
    expect(only("kubernetes_service_v1").spec).toMatchObject({ type: "ClusterIP" });
    expect(only("kubernetes_service_v1").spec).not.toHaveProperty("load_balancer_class");
  });

  test("listens for UDP and TCP, and asks pods over HTTP whether they are ready", () => {
    expect(only("aws_lb_listener")).toMatchObject({ protocol: "TCP_UDP", port: 53 });
    expect(only("aws_lb_target_group")).toMatchObject({
      protocol: "TCP_UDP",
      port: 5353,
      target_type: "ip",
      health_check: { protocol: "HTTP", port: "8181", path: "/ready", matcher: "200" },
    });
    expect(only("aws_lb_target_group")).not.toHaveProperty("preserve_client_ip");
  });

  test("is given the pods by a binding of its own, anew for another target group", () => {
    const { manifest, lifecycle, depends_on } = only("kubernetes_manifest");
    expect(manifest).toMatchObject({
      apiVersion: "elbv2.k8s.aws/v1beta1",
      kind: "TargetGroupBinding",
      metadata: { name: "cluster-dns", namespace: "cluster-dns" },
      spec: {
        targetGroupARN: `\${${addressOf("aws_lb_target_group")}.arn}`,
        targetType: "ip",
        ipAddressType: "ipv4",
        vpcID: "vpc-0a1b2c3d",
        serviceRef: { name: "cluster-dns", port: "dns" },
      },
    });
    expect(lifecycle.replace_triggered_by).toEqual([`${addressOf("aws_lb_target_group")}.arn`]);
    expect(depends_on).toEqual([addressOf("kubernetes_service_v1"), addressOf("aws_lb_listener")]);
  });

  test("lets in the sources of IPv4, and out to the pods, which let it in", () => {
    const group = `\${${addressOf("aws_security_group")}.id}`;
    const rules = (type: string) =>
      all(type).map(([, rule]) => {
        const peer = rule.cidr_ipv4 ?? rule.referenced_security_group_id;
        return [rule.security_group_id, rule.ip_protocol, rule.from_port, rule.to_port, peer].join(" ");
      });
    const pods = "sg-0a1b2c3d";
    expect(rules("aws_vpc_security_group_ingress_rule").sort()).toEqual(
      [
        ...["udp", "tcp"].flatMap((protocol) =>
          ["10.10.0.0/16", "10.20.0.5/32"].map((cidr) => `${group} ${protocol} 53 53 ${cidr}`),
        ),
        `${pods} udp 5353 5353 ${group}`,
        `${pods} tcp 5353 5353 ${group}`,
        `${pods} tcp 8181 8181 ${group}`,
      ].sort(),
    );
    expect(rules("aws_vpc_security_group_egress_rule").sort()).toEqual(
      [`${group} udp 5353 5353 ${pods}`, `${group} tcp 5353 5353 ${pods}`, `${group} tcp 8181 8181 ${pods}`].sort(),
    );
  });

  test("gets pods only after they are there, and loses them before they go", () => {
    const { edges } = graph(stack);
    expect(edges).toContain("dns/Exposure/TargetGroupBinding => dns/Exposure/Service");
    expect(edges).toContain("dns/Exposure/Service => dns");
  });

  test("keeps CoreDNS off the connector's nodes, and lets its subnets ask for health", () => {
    expect(only("kubernetes_deployment_v1").spec.template.spec).toHaveProperty("affinity");
    expect(only("kubernetes_network_policy_v1").spec.ingress[1].from).toHaveLength(2);
  });

  test("may be of another AWS provider than the default one", () => {
    const other = newStack();
    const provider = new AwsProvider(other, "tokyo", { region: "ap-northeast-1", alias: "tokyo" });
    const options = { ...NLB, vpcId: "vpc-0a1b2c3d", podSecurityGroupId: "sg-0a1b2c3d", provider };
    clusterDns(other, { exposure: NlbExposure.targetGroup(options) });
    const { terraform } = made(other);
    const ofAws = Object.entries<any>(terraform.resource).filter(([type]) => type.startsWith("aws_"));
    expect(ofAws).toHaveLength(6);
    for (const [, byName] of ofAws) {
      for (const body of Object.values<any>(byName)) expect(body.provider).toBe("aws.tokyo");
    }
  });

  test("refuses what AWS would", () => {
    const wrong = newStack();
    new AwsProvider(wrong, "aws", { region: "eu-central-1" });
    const options = { ...NLB, name: "dev.dns", vpcId: "vpc-0a1b2c3d", podSecurityGroupId: "sg-0a1b2c3d" };
    clusterDns(wrong, { exposure: NlbExposure.targetGroup(options) });
    expect(messages(wrong)).toEqual([expect.stringContaining("LoadBalancerInvalid")]);
  });
});
