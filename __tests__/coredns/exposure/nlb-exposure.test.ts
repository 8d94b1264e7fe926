import { AwsProvider } from "@cdktf/provider-aws/lib/provider";
import { TerraformVariable } from "cdktf";
import {
  ClusterDnsProps,
  NlbExposure,
  NlbServiceOptions,
  NlbSubnet,
  NlbTargetGroupOptions,
} from "../../../lib/coredns/index";
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

const messagesOf = (options: Partial<NlbServiceOptions>, props: Partial<ClusterDnsProps> = {}) => {
  const stack = newStack();
  clusterDns(stack, { exposure: NlbExposure.fixedAddresses({ ...NLB, ...options }), ...props });
  return messages(stack);
};

describe("NlbExposure.fixedAddresses", () => {
  const { service, trigger, addressOf } = serviceOf();
  const annotation = (name: string) => service.metadata.annotations[`${PREFIX}${name}`];

  test("serves UDP and TCP on port 53", () => {
    expect(annotation("enable-tcp-udp-listener")).toBe("true");
    expect(service.metadata.annotations["cdktf-zero-trust/needs"]).toBe("AWS Load Balancer Controller >= 2.13.0");
    expect(service.spec.port).toEqual([
      { name: "dns", protocol: "UDP", port: 53, target_port: "5353" },
      { name: "dns-tcp", protocol: "TCP", port: 53, target_port: "5353" },
    ]);
  });

  test("replaces the Service when a value changes that the controller does not update", () => {
    expect(service.lifecycle.replace_triggered_by).toEqual([addressOf("terraform_data")]);
    expect(trigger.triggers_replace).toEqual({
      name: "dev-dns",
      scheme: "internal",
      addresses: ["10.10.0.10", "10.10.32.10"],
      subnets: ["subnet-0a1b2c3d4e5f60001", "subnet-0a1b2c3d4e5f60002"],
    });
  });

  test("sets the load balancer class, which a webhook would otherwise set", () => {
    expect(service.spec).toMatchObject({ type: "LoadBalancer", load_balancer_class: "service.k8s.aws/nlb" });
  });

  test("enables cross-zone load balancing", () => {
    expect(annotation("attributes")).toBe("load_balancing.cross_zone.enabled=true");
  });

  test("accepts only the IPv4 sources", () => {
    expect(service.spec.load_balancer_source_ranges).toEqual(["10.10.0.0/16"]);
    const both = serviceOf({}, { allowFrom: ["10.10.0.0/16", "fd00::/64"] }).service;
    expect(both.spec.load_balancer_source_ranges).toEqual(["10.10.0.0/16"]);
  });

  test("warns about IPv6 sources, which the load balancer does not accept", () => {
    expect(messagesOf({}, { allowFrom: ["10.10.0.0/16", "fd00::/64", "2001:db8::5"] })).toEqual([
      expect.stringMatching(
        /^dns\S* warning LoadBalancerSourceDropped: allowFrom: fd00::\/64, 2001:db8::5\/128 cannot query CoreDNS/,
      ),
    ]);
    expect(messagesOf({}, { allowFrom: ["10.10.0.0/16"] })).toEqual([]);
  });

  test("sets the name, the subnets and the addresses", () => {
    expect(annotation("scheme")).toBe("internal");
    expect(annotation("name")).toBe("dev-dns");
    expect(annotation("subnets")).toBe("subnet-0a1b2c3d4e5f60001,subnet-0a1b2c3d4e5f60002");
    expect(annotation("private-ipv4-addresses")).toBe("10.10.0.10,10.10.32.10");
  });

  test("targets pods without node ports and deregisters a pod after 30 seconds", () => {
    expect(annotation("nlb-target-type")).toBe("ip");
    expect(service.spec.allocate_load_balancer_node_ports).toBe(false);
    expect(annotation("target-group-attributes")).toBe("deregistration_delay.timeout_seconds=30");
  });

  test("sends health checks to the ready port of the pods", () => {
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

  test("does not wait for the load balancer and ignores annotations of controllers key by key", () => {
    expect(service.wait_for_load_balancer).toBe(false);
    expect(service.lifecycle.ignore_changes).toEqual([
      'metadata[0].annotations["cloud.google.com/neg"]',
      'metadata[0].annotations["cloud.google.com/neg-status"]',
    ]);
  });

  test("sets no annotation that the controller rejects for UDP or that cannot be reverted", () => {
    const text = JSON.stringify(service.metadata.annotations);
    expect(text).not.toMatch(/preserve_client_ip|deletion_protection|disable-nlb-sg|aws-load-balancer-type"/);
  });
});

test("uses the given labels of the connector for the anti-affinity of CoreDNS", () => {
  const stack = newStack();
  const connectorLabels = { app: "tunnel" };
  clusterDns(stack, { exposure: NlbExposure.fixedAddresses({ ...NLB, connectorLabels }) });
  const { affinity } = made(stack).only("kubernetes_deployment_v1").spec.template.spec;
  const [term] = affinity.pod_anti_affinity.required_during_scheduling_ignored_during_execution;
  expect(term.label_selector).toEqual([{ match_labels: connectorLabels }]);
});

describe("NlbExposure.fixedAddresses refuses", () => {
  const [first, second] = NLB.subnets;
  const subnets = (wrong: Partial<NlbSubnet>) => ({ subnets: [{ ...first, ...wrong }, second] });

  test.each<[string, Partial<NlbServiceOptions>, RegExp]>([
    [
      "an address outside its subnet",
      subnets({ address: "10.10.16.10" }),
      /FixedAddressInvalid.*is not in 10\.10\.0\.0\/20/,
    ],
    [
      "the first reserved address",
      subnets({ address: "10.10.0.0" }),
      /FixedAddressInvalid.*AWS reserves the first four/,
    ],
    [
      "the fourth reserved address",
      subnets({ address: "10.10.0.3" }),
      /FixedAddressInvalid.*AWS reserves the first four/,
    ],
    ["the last address of the subnet", subnets({ address: "10.10.15.255" }), /FixedAddressInvalid.*and the last/],
    [
      "an IPv6 address",
      subnets({ address: "fd00::10", cidr: "fd00::/64" }),
      /FixedAddressInvalid.*is an IPv6 address\. Use an IPv4/,
    ],
    [
      "an address with a prefix length",
      subnets({ address: "10.10.0.10/32" }),
      /FixedAddressInvalid.*is not a valid IP/,
    ],
    [
      "a subnet without an address",
      subnets({ address: "" }),
      /FixedAddressInvalid: address: "" is not a valid IP address/,
    ],
    ["a subnet CIDR with host bits", subnets({ cidr: "10.10.0.1/20" }), /CidrInvalid: subnets\.cidr.*"10\.10\.0\.1/],
    [
      "a duplicate address",
      { subnets: [first, { ...second, ...first, subnetId: second.subnetId }] },
      /FixedAddressInvalid.*listed more than once/,
    ],
    [
      "a duplicate subnet",
      subnets({ subnetId: second.subnetId }),
      /LoadBalancerInvalid: subnets: subnet-\w+ is listed more/,
    ],
    [
      "a list of names in place of a subnet id",
      subnets({ subnetId: "a,b" }),
      /LoadBalancerInvalid: subnetId: "a,b" is not a valid/,
    ],
    ["an empty list of subnets", { subnets: [] }, /LoadBalancerInvalid: subnets: the list is empty/],
    ["a name of 33 characters", { name: "a".repeat(33) }, /LoadBalancerInvalid: .*\(33 characters\).*Use 1 to 32/],
    ["a name with a dot", { name: "dev.dns" }, /LoadBalancerInvalid/],
    ["a name that ends with a hyphen", { name: "dev-" }, /LoadBalancerInvalid/],
    ["a name with the prefix that AWS reserves", { name: "internal-dns" }, /LoadBalancerInvalid/],
    ["empty connector labels, which match every pod", { connectorLabels: {} }, /LabelSelectorInvalid/],
    ["an invalid connector label", { connectorLabels: { "a b": "c" } }, /LabelSelectorInvalid: connectorLabels: /],
    [
      "a controller that is slightly too old",
      { controllerVersion: "2.12.9" },
      /LoadBalancerControllerTooOld.*"2\.12\.9"/,
    ],
    ["a controller of an old major version", { controllerVersion: "v1.99.0" }, /LoadBalancerControllerTooOld/],
    ["a controller version that is not a version", { controllerVersion: "latest" }, /LoadBalancerControllerTooOld/],
  ])("%s", (_, options, expected) => {
    expect(messagesOf(options)).toEqual([expect.stringMatching(expected)]);
  });

  test("IPv6 sources only, with which the load balancer would accept every source", () => {
    expect(messagesOf({}, { allowFrom: ["fd00::/64"] })).toEqual([
      expect.stringMatching(/LoadBalancerInvalid: allowFrom: the list contains no IPv4 CIDR/),
    ]);
  });
});

test.each(["10.10.0.4", "10.10.15.254"])(
  "NlbExposure.fixedAddresses accepts the address %s next to the reserved ones",
  (address) => {
    const [first, second] = NLB.subnets;
    expect(messagesOf({ subnets: [{ ...first, address }, second] })).toEqual([]);
  },
);

test.each(["2.13.0", "v2.17.1", "3.5.0"])(
  "NlbExposure.fixedAddresses accepts the controller version %s",
  (controllerVersion) => {
    expect(messagesOf({ controllerVersion })).toEqual([]);
  },
);

test("NlbExposure.fixedAddresses accepts a name of 32 characters and subnet ids that are tokens", () => {
  const stack = newStack();
  const subnetId = new TerraformVariable(stack, "subnet", {}).stringValue;
  const subnets = [{ ...NLB.subnets[0], subnetId }];
  clusterDns(stack, { exposure: NlbExposure.fixedAddresses({ name: "a".repeat(32), subnets }) });
  const annotations = made(stack).only("kubernetes_service_v1").metadata.annotations;
  expect(annotations[`${PREFIX}subnets`]).toBe("${var.subnet}");
});

describe("NlbExposure", () => {
  test("fails when an option has an unknown name", () => {
    const options = { ...NLB, controllerversion: "2.12.0" };
    expect(() => NlbExposure.fixedAddresses(options)).toThrow(
      'PropUnknown: NlbExposure.fixedAddresses: "controllerversion" is not a property. Did you mean "controllerVersion"?',
    );
  });

  test("fails when an option is missing", () => {
    const options = { ...NLB, vpcId: "vpc-0a1b2c3d" } as NlbTargetGroupOptions;
    expect(() => NlbExposure.targetGroup(options)).toThrow(
      'PropMissing: NlbExposure.targetGroup: "podSecurityGroupId" is required.',
    );
  });

  test("fails when a subnet has no address", () => {
    const subnets = [{ subnetId: "subnet-0a1b2c3d4e5f60001", cidr: "10.10.0.0/20" } as NlbSubnet];
    expect(() => NlbExposure.fixedAddresses({ name: "dns", subnets })).toThrow(
      'PropMissing: NlbExposure.fixedAddresses.subnets: "address" is required.',
    );
  });
});

describe("NlbExposure.targetGroup", () => {
  const stack = newStack();
  new AwsProvider(stack, "aws", { region: "eu-central-1" });
  const exposure = NlbExposure.targetGroup({ ...NLB, vpcId: "vpc-0a1b2c3d", podSecurityGroupId: "sg-0a1b2c3d" });
  const dns = clusterDns(stack, { exposure, allowFrom: ["10.10.0.0/16", "10.20.0.5", "fd00::/64"] });
  const { only, all, addressOf } = made(stack);

  test("warns once about IPv6 sources, which the load balancer does not accept", () => {
    expect(messages(stack)).toEqual([
      expect.stringMatching(/warning LoadBalancerSourceDropped: allowFrom: fd00::\/64 /),
    ]);
  });

  test("assigns the addresses to a load balancer that does not depend on the Service", () => {
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

  test("listens on UDP and TCP and sends HTTP health checks to the pods", () => {
    expect(only("aws_lb_listener")).toMatchObject({ protocol: "TCP_UDP", port: 53 });
    expect(only("aws_lb_target_group")).toMatchObject({
      protocol: "TCP_UDP",
      port: 5353,
      target_type: "ip",
      health_check: { protocol: "HTTP", port: "8181", path: "/ready", matcher: "200" },
    });
    expect(only("aws_lb_target_group")).not.toHaveProperty("preserve_client_ip");
  });

  test("registers the pods with a binding that is replaced with the target group", () => {
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

  test("allows ingress from the IPv4 sources and traffic between the load balancer and the pods", () => {
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

  test("registers pods after they are created and deregisters them before they are deleted", () => {
    const { edges } = graph(stack);
    expect(edges).toContain("dns/Exposure/TargetGroupBinding => dns/Exposure/Service");
    expect(edges).toContain("dns/Exposure/Service => dns");
  });

  test("sets the anti-affinity of CoreDNS and allows health checks from the subnets", () => {
    expect(only("kubernetes_deployment_v1").spec.template.spec).toHaveProperty("affinity");
    expect(only("kubernetes_network_policy_v1").spec.ingress[1].from).toHaveLength(2);
  });

  test("uses the given AWS provider", () => {
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

  test("refuses a name that AWS would reject", () => {
    const wrong = newStack();
    new AwsProvider(wrong, "aws", { region: "eu-central-1" });
    const options = { ...NLB, name: "dev.dns", vpcId: "vpc-0a1b2c3d", podSecurityGroupId: "sg-0a1b2c3d" };
    clusterDns(wrong, { exposure: NlbExposure.targetGroup(options) });
    expect(messages(wrong)).toEqual([expect.stringContaining("LoadBalancerInvalid")]);
  });
});
