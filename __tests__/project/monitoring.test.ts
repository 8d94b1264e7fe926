import { readFileSync } from "node:fs";
import path from "node:path";
import { DeploymentV1 } from "@cdktf/provider-kubernetes/lib/deployment-v1";
import { Aspects } from "cdktf";
import { parse } from "yaml";
import { connected, FROM_TUNNEL, made, podOf } from "../kubernetes/support";

const ROOT = path.join(__dirname, "../..");
const read = (file: string) => readFileSync(path.join(ROOT, file), "utf8");

/** A metric, and where it is defined. */
interface Metric {
  readonly type: "counter" | "gauge" | "histogram";
  /** The file of cloudflared 2026.8.2, or of kube-state-metrics. */
  readonly source: string;
}

/** The metrics that the files of the package may use. */
const METRICS: { readonly [name: string]: Metric } = {
  cloudflared_orchestration_config_version: { type: "gauge", source: "orchestration/metrics.go" },
  cloudflared_proxy_connect_latency: { type: "histogram", source: "proxy/metrics.go" },
  cloudflared_proxy_connect_streams_errors: { type: "counter", source: "proxy/metrics.go" },
  cloudflared_tunnel_concurrent_requests_per_tunnel: { type: "gauge", source: "proxy/metrics.go" },
  cloudflared_tunnel_ha_connections: { type: "gauge", source: "supervisor/metrics.go" },
  cloudflared_tunnel_request_errors: { type: "counter", source: "proxy/metrics.go" },
  cloudflared_tunnel_response_by_code: { type: "counter", source: "proxy/metrics.go" },
  cloudflared_tunnel_total_requests: { type: "counter", source: "proxy/metrics.go" },
  cloudflared_tunnel_tunnel_register_fail: { type: "counter", source: "connection/metrics.go" },
  quic_client_smoothed_rtt: { type: "gauge", source: "quic/metrics.go" },
  kube_pod_container_status_ready: { type: "gauge", source: "docs/metrics/workload/pod-metrics.md" },
};

const FUNCTIONS = ["absent", "histogram_quantile", "increase", "label_replace", "max", "min", "rate", "sum"];

/** The series of a metric. A histogram has several. */
const SERIES = new Map(
  Object.entries(METRICS).flatMap(([name, metric]): [string, Metric["type"]][] =>
    metric.type === "histogram"
      ? ["_bucket", "_count", "_sum"].map((suffix) => [`${name}${suffix}`, "counter"])
      : [[name, metric.type]],
  ),
);

interface Rule {
  readonly alert: string;
  readonly expr: string;
  readonly for?: string;
  readonly labels: { readonly severity: string };
  readonly annotations: { readonly summary: string; readonly description: string };
}

const rules: Rule[] = parse(read("monitoring/alert-rules.yaml")).groups.flatMap((group: any) => group.rules);
const dashboard = JSON.parse(read("monitoring/dashboard.json"));
const page = read("docs/monitoring.md");
const panelQueries: [string, string][] = dashboard.panels.flatMap(({ title, targets }: any) =>
  targets.map(({ expr }: any) => [title, expr]),
);
const queries: [string, string][] = [
  ...rules.map(({ alert, expr }): [string, string] => [alert, expr]),
  ...panelQueries,
];

/** An expression without texts, labels and ranges. */
function bare(expression: string): string {
  return expression
    .replace(/"[^"]*"/g, "")
    .replace(/\{[^{}]*\}|\[[^[\]]*\]/g, "")
    .replace(/\bby\s*\([^()]*\)/g, "");
}

function seriesIn(expression: string): string[] {
  const words = bare(expression).match(/\b[a-z_]\w*\b(?!\s*\()/gi) ?? [];
  return words.filter((word) => !["and", "or", "unless"].includes(word));
}

function isBalanced(expression: string): boolean {
  const open: string[] = [];
  const closing: Record<string, string> = { ")": "(", "]": "[", "}": "{" };
  for (const character of expression.replace(/"[^"]*"/g, "")) {
    if ("([{".includes(character)) open.push(character);
    else if (character in closing && open.pop() !== closing[character]) return false;
  }
  return open.length === 0;
}

/** The YAML blocks of the page. */
const documents = [...page.matchAll(/```yaml\n([\s\S]*?)```/g)].map(([, text]) => parse(text));

describe("the queries of the alert rules and the dashboard", () => {
  test.each(queries)("%s uses only known metrics and functions, and its brackets match", (_name, query) => {
    expect(isBalanced(query)).toBe(true);
    const series = seriesIn(query);
    expect(series.length).toBeGreaterThan(0);
    expect(series.filter((name) => !SERIES.has(name))).toEqual([]);
    const functions = [...bare(query).matchAll(/\b([a-z_]+)\s*\(/g)].map(([, name]) => name);
    expect(functions.filter((name) => !FUNCTIONS.includes(name) && !["or", "and"].includes(name))).toEqual([]);
  });

  test.each(queries)("%s computes a rate of each counter, and of no gauge", (_name, query) => {
    const rated = [...bare(query).matchAll(/\b(?:rate|increase)\(\s*(\w+)\s*\)/g)].map(([, name]) => name);
    const counters = seriesIn(query).filter((name) => SERIES.get(name) === "counter");
    expect(rated).toEqual(counters);
  });

  test("detect a missing bracket and an unknown metric", () => {
    expect(["sum(a", "a[5m)", "a}", 'sum(a{b="("}[5m])'].map(isBalanced)).toEqual([false, false, false, true]);
    expect(seriesIn('sum by (pod) (rate(cloudflared_x{a="b"}[5m])) / up > 1')).toEqual(["cloudflared_x", "up"]);
  });
});

describe("alert-rules.yaml", () => {
  test.each(rules)("$alert has a severity and texts that use labels of its query", ({ expr, labels, annotations }) => {
    expect(["critical", "warning"]).toContain(labels.severity);
    const used = Object.values(annotations).flatMap((text) =>
      [...text.matchAll(/\$labels\.(\w+)/g)].map(([, label]) => label),
    );
    const grouped = [...expr.matchAll(/\bby\s*\(([^()]*)\)/g)].map(([, list]) => list.split(/,\s*/));
    const available = expr.startsWith("absent") ? [] : (grouped[0] ?? ["namespace", "pod"]);
    expect(used.filter((label) => !available.includes(label))).toEqual([]);
    for (const each of grouped) expect(each).toEqual(grouped[0]);
  });

  test("has one description of each rule on the page, with its metrics", () => {
    const inRules = new Set(rules.flatMap(({ expr }) => seriesIn(expr)));
    expect([...inRules].filter((name) => !page.includes(`\`${name}\``))).toEqual([]);
    const rows = [...page.matchAll(/^\| `(Cloudflared\w+)` \|/gm)].map(([, name]) => name);
    expect(rows).toEqual(rules.map(({ alert }) => alert));
  });

  test("finds the container and the Deployment of a connector", () => {
    const deployment = connected().only("kubernetes_deployment_v1");
    const [container] = podOf(deployment).container;
    const selected = rules.flatMap(({ expr }) => [...expr.matchAll(/container="([^"]*)"/g)].map(([, name]) => name));
    expect(new Set(selected)).toEqual(new Set([container.name]));
    const pattern = /"pod", "([^"]*)"/.exec(rules[0].expr)![1];
    const pod = `${deployment.metadata.name}-5d7b8c9f6d-x2k4p`;
    expect(new RegExp(`^(?:${pattern})$`).exec(pod)?.[1]).toBe(deployment.metadata.name);
  });
});

describe("dashboard.json", () => {
  test("has panels with different ids that do not overlap, all with the selected data source", () => {
    const { panels } = dashboard;
    expect(new Set(panels.map(({ id }: any) => id)).size).toBe(panels.length);
    expect(new Set(panels.map(({ gridPos: { x, y } }: any) => `${x} ${y}`)).size).toBe(panels.length);
    for (const { datasource, targets } of panels) {
      for (const each of [datasource, ...targets.map((target: any) => target.datasource)]) {
        expect(each).toEqual({ type: "prometheus", uid: "${datasource}" });
      }
    }
  });

  test("uses only variables that it defines", () => {
    const defined = dashboard.templating.list.map(({ name }: any) => name);
    const used = [...JSON.stringify(dashboard).matchAll(/\$\{?([a-z]+)\b/g)].map(([, name]) => name);
    expect(new Set(used)).toEqual(new Set(defined));
  });
});

describe("docs/monitoring.md", () => {
  const deployment = connected().only("kubernetes_deployment_v1");
  const { labels } = deployment.spec.template.metadata;
  const [{ port: ports }] = podOf(deployment).container;

  test("names only known metrics", () => {
    const named = page.match(/\b(?:cloudflared|quic|kube|flow)_[a-z_]+\b/g) ?? [];
    expect(named.length).toBeGreaterThan(8);
    expect(named.filter((name) => !SERIES.has(name))).toEqual([]);
  });

  test("has a PodMonitor that finds the pods of a connector", () => {
    const { spec } = documents.find(({ kind }) => kind === "PodMonitor");
    expect(labels).toMatchObject(spec.selector.matchLabels);
    expect(ports.map(({ name }: any) => name)).toContain(spec.podMetricsEndpoints[0].port);
    expect(spec.namespaceSelector.matchNames).toEqual([deployment.metadata.namespace]);
  });

  test("has a scrape configuration that finds the pods of a connector", () => {
    const [job] = documents.find((each) => each.scrape_configs !== undefined).scrape_configs;
    const [key, value] = job.kubernetes_sd_configs[0].selectors[0].label.split("=");
    expect(labels).toHaveProperty([key], value);
    expect(job.relabel_configs[0].regex).toBe(ports[0].name);
    expect(job.relabel_configs.slice(1).map((each: any) => each.target_label)).toEqual(["namespace", "pod"]);
  });

  test("has an Aspect that adds annotations and keeps those of the connector", () => {
    const { stack, tunnel } = connected({ token: FROM_TUNNEL });
    const annotations = JSON.parse(/const annotations = (\{.*\});/.exec(page)![1]);
    Aspects.of(tunnel).add({
      visit: (node) => {
        if (node instanceof DeploymentV1) node.addOverride("spec.template.metadata.annotations", annotations);
      },
    });
    const { metadata } = made(stack).only("kubernetes_deployment_v1").spec.template;
    expect(metadata.annotations).toEqual({ ...annotations, "cdktf-zero-trust/token-checksum": expect.any(String) });
    expect(ports.map(({ container_port: port }: any) => `${port}`)).toContain(annotations["prometheus.io/port"]);
  });
});
