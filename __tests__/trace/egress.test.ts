import {
  EVERY_POD,
  EVERY_PORT,
  inNamespace,
  ipBlock,
  labelled,
  NETWORK_POLICY,
  networkPolicy,
  tcp,
  udp,
} from "./egress-fixture";
import { Network, trace, verdict } from "./fixture";
import { renderTrace, traceDiagram } from "../../lib/trace/index";
import { connector, DEPLOYMENT, hostnameRoute, HOSTNAME_ROUTE } from "../inventory/network/fixture";

const POD = "10.10.3.7";
const ADDRESSES = { to: [ipBlock("10.10.0.0/16")], ports: EVERY_PORT };
const OTHERS = { to: [ipBlock("198.41.192.0/24")], ports: EVERY_PORT };

/** The resources after the connector got a NetworkPolicy with these rules. */
function limit(...egress: object[]) {
  return (r: any) => {
    r[DEPLOYMENT].dev = labelled();
    r[NETWORK_POLICY] = { dev: networkPolicy(egress) };
  };
}

const ask = (edit: (resource: Network) => void, port?: number, answer = POD) =>
  trace(edit, { answers: [answer], ...(port !== undefined && { port }) });
const hopOf = (edit: (resource: Network) => void, port?: number, answer?: string) =>
  ask(edit, port, answer).hops.find(({ at }) => at === "egress to address")!;

describe("egress to the address", () => {
  test("is allowed by a CIDR", () => {
    expect(verdict(ask(limit(ADDRESSES)))).toBe("connects");
    expect(hopOf(limit(ADDRESSES), 8080)).toMatchObject({
      asked: "Can the pods of tunnel dev connect to 10.10.3.7 on TCP port 8080?",
      decided: "Yes. NetworkPolicy cloudflared/dev allows 10.10.0.0/16.",
      by: [`${NETWORK_POLICY}.dev`],
    });
  });

  test("is broken if neither a CIDR nor a selector can match, with the remediation", () => {
    const { outcome, hops } = ask(limit(OTHERS, { to: [ipBlock("10.10.0.10/32")], ports: [udp(53)] }));
    expect(outcome).toBe("broken");
    expect(hops.at(-1)).toMatchObject({
      at: "egress to address",
      code: "EgressDenied",
      decided: "No. No rule of NetworkPolicy cloudflared/dev allows 10.10.3.7 over TCP.",
      fix: expect.stringMatching(/^Route 10\.10\.3\.7 with the Tunnel .* allowEgress .* namespaces/),
    });
  });

  test("is broken if the CIDR excepts the address, or allows another port or protocol", () => {
    const dns = { to: [ipBlock("10.10.0.10/32")], ports: [udp(53)] };
    const outcomes = [
      ask(limit({ to: [ipBlock("0.0.0.0/0", ["10.0.0.0/8"])], ports: EVERY_PORT }, dns), 8080),
      ask(limit({ to: [ipBlock(`${POD}/32`)], ports: [tcp(443)] }, dns), 8080),
      ask(limit({ to: [ipBlock("10.10.0.0/16")], ports: [{ protocol: "UDP" }] }), 8080),
    ].map(verdict);
    expect(outcomes).toEqual(Array(3).fill("broken: egress to address EgressDenied"));
  });

  test("is unknown if only a selector can match", () => {
    const edit = limit({ to: [ipBlock("10.10.0.10/32"), inNamespace("shop", { app: "web" })], ports: EVERY_PORT });
    expect(verdict(ask(edit))).toBe("unknown: egress to address");
    expect(hopOf(edit).decided).toContain(
      "Rules allow every TCP port of pods with app=web in namespace shop, so it depends on which pod or Service",
    );
    expect(verdict(ask(limit({ to: [ipBlock("10.10.0.10/32"), EVERY_POD], ports: EVERY_PORT })))).toBe(
      "unknown: egress to address",
    );
  });

  test("is unknown if a Service with the address can have pods in an allowed CIDR", () => {
    const edit = limit({ to: [ipBlock("10.10.0.10/32"), ipBlock("10.99.0.0/16")], ports: EVERY_PORT });
    expect(hopOf(edit)).toMatchObject({
      status: "unknown",
      decided: expect.stringContaining("a Service with pods in"),
    });
  });

  test("does not consider selectors for DNS unless the port is one of DNS", () => {
    const dns = { to: [inNamespace("kube-system", { "k8s-app": "kube-dns" })], ports: [tcp(53), udp(53)] };
    const edit = limit({ to: [ipBlock("10.10.0.10/32")], ports: [udp(53)] }, dns);
    expect(hopOf(edit)).toMatchObject({ status: "broken" });
    expect(hopOf(edit, 8080)).toMatchObject({ status: "broken" });
    expect(hopOf(edit, 53)).toMatchObject({ status: "unknown" });
  });

  test("is unknown if the port is not specified and only some are allowed", () => {
    const edit = limit(
      { to: [ipBlock("10.10.0.10/32")], ports: [udp(53)] },
      { to: [ipBlock("10.10.0.0/16")], ports: [tcp(8000, 8999), tcp("http")] },
    );
    expect(hopOf(edit)).toMatchObject({
      status: "unknown",
      decided: "Unknown. 10.10.0.0/16 is allowed on TCP ports 8000-8999, http only.",
    });
    expect(hopOf(edit, 8080)).toMatchObject({ status: "ok" });
    expect(hopOf(edit, 9090)).toMatchObject({ status: "unknown" });
  });

  test("is unknown if the exception of another rule denies it on AWS", () => {
    const edit = limit({ to: [ipBlock("0.0.0.0/0", ["10.0.0.0/8"])], ports: [tcp(443)] }, { ports: EVERY_PORT });
    expect(hopOf(edit)).toMatchObject({ status: "unknown", decided: expect.stringContaining("VPC CNI of AWS") });
  });

  test("is unknown for a range of which the rules cover a part", () => {
    const edit = limit({ to: [ipBlock("10.10.0.0/17")], ports: EVERY_PORT });
    expect(hopOf(edit, 8080, "10.10.0.0/16")).toMatchObject({
      status: "unknown",
      decided: expect.stringContaining("10.10.0.0/17 covers only a part of it."),
    });
  });

  test("is unknown if only Terraform can evaluate a CIDR, a port or a label", () => {
    const resolver = { to: [ipBlock("10.10.0.10/32")], ports: [udp(53)] };
    expect(hopOf(limit(resolver, { to: [ipBlock("${var.cidr}")], ports: EVERY_PORT })).decided).toContain(
      "Only Terraform can evaluate ${var.cidr}.",
    );
    expect(hopOf(limit(resolver, { to: [ipBlock("10.10.0.0/16")], ports: [tcp("${var.port}")] }), 80)).toMatchObject({
      status: "unknown",
    });
    const labels = (r: any) => {
      limit(OTHERS)(r);
      r[NETWORK_POLICY].dev.spec.pod_selector = { match_labels: { app: "${var.app}" } };
    };
    expect(hopOf(labels).decided).toContain(
      `Only Terraform can evaluate whether ${NETWORK_POLICY}.dev selects the pods.`,
    );
  });

  test("notes that the policy allows the address only as an address", () => {
    const note = expect.stringContaining("most network plugins also require a rule that selects the pods");
    expect(ask(limit(ADDRESSES)).notes).toEqual([note]);
    expect(ask(limit({ to: [ipBlock("10.10.0.0/16"), EVERY_POD], ports: EVERY_PORT })).notes).toEqual([]);
  });

  test("is in the text and in the diagram", () => {
    expect(renderTrace(ask(limit(ADDRESSES)))).toContain("ok       egress to address");
    const broken = traceDiagram(ask(limit({ to: [ipBlock("10.10.0.10/32")], ports: [udp(53)] })));
    expect(broken).toContain("Connector-xOrigin: Can the pods of tunnel dev connect to 10.10.3.7 over TCP?");
    expect(broken).toContain("Note over Connector,Origin: EgressDenied. Route 10.10.3.7");
  });
});

describe("the NetworkPolicies of a connector", () => {
  const UNRESTRICTED = "Yes. No NetworkPolicy in the connector's stack restricts the egress of its pods.";

  test.each<[string, (r: any) => void]>([
    ["in another namespace", (r) => (r[NETWORK_POLICY].dev.metadata.namespace = "shop")],
    ["of another provider", (r) => (r[NETWORK_POLICY].dev.provider = "kubernetes.prod")],
    ["for other labels", (r) => (r[NETWORK_POLICY].dev.spec.pod_selector.match_labels = { app: "web" })],
    ["for ingress", (r) => (r[NETWORK_POLICY].dev.spec.policy_types = ["Ingress"])],
  ])("exclude a policy %s", (_, edit) => {
    expect(hopOf((r) => (limit(OTHERS)(r), edit(r))).decided).toBe(UNRESTRICTED);
  });

  test("include policies for all pods and with expressions", () => {
    const all = (r: any) => (limit(OTHERS)(r), (r[NETWORK_POLICY].dev.spec.pod_selector = {}));
    expect(ask(all).outcome).toBe("broken");
    const expression = { key: "app", operator: "In", values: ["cloudflared"] };
    const some = (r: any) => (
      limit(OTHERS)(r),
      (r[NETWORK_POLICY].dev.spec.pod_selector.match_expressions = expression)
    );
    expect(ask(some).outcome).toBe("broken");
    const none = (r: any) => (some(r), (r[NETWORK_POLICY].dev.spec.pod_selector.match_expressions.operator = "NotIn"));
    expect(hopOf(none).decided).toBe(UNRESTRICTED);
  });

  test("allow a connection if one of them does", () => {
    const both = (r: any) => (
      limit(OTHERS)(r),
      (r[NETWORK_POLICY].more = networkPolicy([ADDRESSES], {}, { name: "more" }))
    );
    expect(hopOf(both).decided).toBe("Yes. NetworkPolicies cloudflared/dev, cloudflared/more allow 10.10.0.0/16.");
  });

  test("are found in a namespace that the app creates", () => {
    const namespace = "${kubernetes_namespace_v1.ns.metadata[0].name}";
    const edit = (r: any) => {
      limit(OTHERS)(r);
      r[DEPLOYMENT].dev.metadata.namespace = namespace;
      r.kubernetes_namespace_v1 = { ns: { metadata: { name: "cloudflared" } } };
    };
    expect(ask(edit).outcome).toBe("broken");
  });

  test("depend on the connector that receives the connection", () => {
    const edit = (r: any) => (limit(OTHERS)(r), (r[DEPLOYMENT].dev2 = labelled("dev", {}, { app: "other" })));
    expect(hopOf(edit)).toMatchObject({
      status: "unknown",
      decided: expect.stringContaining("It depends on the connector"),
    });
  });

  test("do not exist outside of Kubernetes", () => {
    const edit = (r: any) => {
      delete r[DEPLOYMENT].dev;
      r.google_cloud_run_v2_worker_pool = { dev: connector("dev") };
    };
    expect(ask(edit).hops.map(({ at }) => at)).not.toContain("egress to address");
  });
});

describe("egress to the resolver", () => {
  test("breaks before the address is known", () => {
    const { hops } = ask(limit(OTHERS));
    expect(hops.at(-1)).toMatchObject({
      at: "egress to resolver",
      asked: "Can the pods of tunnel dev connect to 10.10.0.10 on UDP port 53?",
      code: "EgressDenied",
    });
  });

  test("is unknown if only the selector of a DNS server can match", () => {
    const dns = { to: [inNamespace("dns")], ports: [udp(53), udp(5353)] };
    expect(verdict(ask(limit(dns, { to: [ipBlock(`${POD}/32`)], ports: EVERY_PORT })))).toBe(
      "unknown: egress to resolver",
    );
  });
});

describe("egress of a connector that resolves the name", () => {
  const routed = (edit: (r: any) => void) => (r: any) => {
    edit(r);
    r[HOSTNAME_ROUTE] = { web: hostnameRoute("shop.svc.dev.k8s.example.internal") };
  };

  test("is evaluated for the specified address", () => {
    expect(hopOf(routed(limit(OTHERS)))).toMatchObject({ status: "broken", code: "EgressDenied" });
    expect(hopOf(routed(limit(ADDRESSES)))).toMatchObject({ status: "ok" });
  });

  test("is noted if no address is specified", () => {
    const { hops, notes } = trace(routed(limit(OTHERS)));
    expect(hops.map(({ at }) => at)).not.toContain("egress to address");
    expect(notes.at(-1)).toContain("the connector's NetworkPolicy is not evaluated");
  });
});
