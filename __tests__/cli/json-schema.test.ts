import { join } from "node:path";
import { temporaryDirectory, writeApp } from "./fixture";
import { permissions } from "../../lib/cli/permissions";
import { probe } from "../../lib/cli/probe";
import { summary } from "../../lib/cli/summary";
import { trace } from "../../lib/cli/trace";
import {
  APPLICATION,
  application,
  CONFIG,
  config,
  POLICY,
  record,
  RECORD,
  rule,
  staff,
  tokenChecked,
  tokenCheckedBy,
  TUNNEL,
} from "../inventory/fixture";
import { hostnameRoute, HOSTNAME_ROUTE } from "../inventory/network/fixture";
import { validatorOf } from "../support/json-schema";
import { NAME, network } from "../trace/fixture";

const directory = temporaryDirectory("schema-");

const errorsOf = (command: string, document: unknown) => validatorOf(command)(document);

/** An app with every kind of object that the summary lists. */
function app(): string {
  const labels = { app: "dns" };
  const container = [{ image: "coredns/coredns:1.14.7" }];
  const template = { metadata: { labels }, spec: { container, volume: [{ config_map: { name: "dns" } }] } };
  const hosts = {
    resource: {
      [TUNNEL]: { edge: { name: "edge", account_id: "0123456789abcdef0123456789abcdef" } },
      [POLICY]: { staff },
      [APPLICATION]: {
        a: application("a.example.com", "staff"),
        unused: { ...application("b.example.com"), policies: [{ id: "0a1b" }] },
      },
      [CONFIG]: {
        edge: config([
          tokenChecked(rule("a.example.com", "http://a:80", "^/a$"), "a"),
          tokenChecked(rule("a.example.com"), "a"),
          tokenCheckedBy(rule("existing.example.com"), "c0ffee"),
          rule("public.example.com"),
          rule("exposed.example.com"),
        ]),
      },
      [RECORD]: { r: record("public.example.com", { comment: "public: a status page" }) },
    },
  };
  const dns = {
    resource: {
      kubernetes_config_map_v1: { c: { metadata: { name: "dns" }, data: { Corefile: "x {\n}\n" } } },
      kubernetes_deployment_v1: { d: { metadata: { name: "dns" }, spec: { template } } },
      kubernetes_service_v1: { s: { metadata: { name: "dns" }, spec: { selector: labels } } },
    },
  };
  const reach = { resource: { ...network(), [HOSTNAME_ROUTE]: { web: hostnameRoute("web.example.internal") } } };
  return writeApp(join(directory.path, "app"), { dns, hosts, reach });
}

describe("summary.schema.json", () => {
  test("describes the JSON of summary", () => {
    const document = JSON.parse(summary(app(), { format: "json" }).text);
    expect(errorsOf("summary", document)).toBeNull();
    const stacks: any[] = document.stacks;
    const listed = (key: string) => stacks.flatMap((stack) => stack[key]).length;
    const keys = ["tunnels", "hosts", "applications", "privateRoutes", "privateNames", "dnsServers", "accountSettings"];
    expect(keys.filter((key) => listed(key) === 0)).toEqual([]);
    expect(new Set(stacks.flatMap(({ hosts }) => hosts.map(({ access }: any) => access.kind)))).toEqual(
      new Set(["policies", "existing", "public", "none"]),
    );
  });

  test("refuses another version and unknown properties", () => {
    expect(errorsOf("summary", { schemaVersion: 2, stacks: [] })).toHaveLength(1);
    expect(errorsOf("summary", { schemaVersion: 1, stacks: [], more: 1 })).toHaveLength(1);
  });
});

describe("trace.schema.json", () => {
  const documentOf = (fqdn: string, group?: string[]) => JSON.parse(trace(app(), fqdn, { format: "json", group }).text);

  test("describes the JSON of trace", () => {
    const outcomes = [documentOf(NAME), documentOf(NAME, []), documentOf("web.example.internal", ["engineers"])];
    expect(outcomes.map(({ outcome }) => outcome)).toEqual(["connects", "broken", "connects"]);
    expect(outcomes.map((document) => errorsOf("trace", document))).toEqual([null, null, null]);
  });

  test("refuses a broken hop without a remediation", () => {
    const document = documentOf(NAME, []);
    delete document.hops.at(-1).fix;
    expect(errorsOf("trace", document)).toHaveLength(2);
  });
});

describe("probe.schema.json", () => {
  const documentOf = async (host: string[], connectTo: string) => {
    const options = { host, connectTo: [`:443:127.0.0.1:${connectTo}`], retries: 0, format: "json" as const };
    const { text } = await probe(undefined, options, { env: {}, stderr: { isTTY: false, write: () => true } });
    return JSON.parse(text);
  };

  test("describes the JSON of probe", async () => {
    const document = await documentOf(["a.example.com", "*.example.com"], "1");
    expect(document.hosts[0].notExamined).toHaveLength(1);
    const finding = {
      code: "HostAnswers",
      requests: ["GET /"],
      message: "the application answers 200, without a login",
      evidence: { status: 200, headers: { server: "nginx" } },
    };
    document.hosts[1].findings.push(finding);
    expect(errorsOf("probe", document)).toBeNull();
    document.hosts[1].findings.push({ ...finding, requests: [] });
    expect(errorsOf("probe", document)).toHaveLength(1);
  });
});

describe("permissions.schema.json", () => {
  test("describes the JSON of permissions", () => {
    const document = JSON.parse(permissions(app(), { format: "json" }).text);
    expect(document.stacks.length).toBeGreaterThan(0);
    expect(document.withoutToken).toEqual(["dns"]);
    expect(errorsOf("permissions", document)).toBeNull();
    document.stacks[0].token.policies[0].effect = "deny";
    expect(errorsOf("permissions", document)).toHaveLength(1);
  });
});
