import { renderParts, section } from "./account-text";
import type { DriftFinding, DriftReport } from "../account/drift/model";
import type { TunnelHealth } from "../account/model";
import { HostEntry, isExposed } from "../inventory";
import { columnWidth, count, hang } from "../inventory/text-layout";

/** @internal A report, and what was not understood of the app. */
export interface RenderedDrift {
  readonly report: DriftReport;
  readonly notUnderstood: readonly string[];
  /** Whether the text lists the hosts, which is the purpose of a report without an app. */
  readonly listsHosts: boolean;
}

/** The widest column of hostnames and of states. */
const LIMIT = 48;

/** @internal Renders a report as plain text. */
export function renderDrift({ report, notUnderstood, listsHosts }: RenderedDrift): string {
  const { account, findings, notCompared } = report;
  const lines = [
    ...hang("", headline(report)),
    "",
    ...(listsHosts ? section("Hosts", renderHosts(report.hosts, account.tunnels)) : []),
    ...section("Findings", findings.filter(({ isNotice }) => !isNotice).flatMap(renderFinding)),
    ...section("Notices", findings.filter(({ isNotice }) => isNotice).flatMap(renderFinding)),
    ...section(
      "Not compared",
      notCompared.flatMap(({ about, why }) => hang("  ? ", `${about}: ${why}`)),
    ),
  ];
  return renderParts(lines, notUnderstood, account);
}

/** @internal Renders a report as JSON. An incompatible change raises `schemaVersion`. */
export function driftJson({ report, notUnderstood }: RenderedDrift): string {
  const { account, hosts, findings, notCompared } = report;
  const document = {
    schemaVersion: 1,
    account: account.id,
    findings,
    hosts,
    tunnels: account.tunnels.map(({ tunnel: { id, name }, ...health }) => ({ id, name, ...health })),
    notCompared,
    notUnderstood,
    notRead: account.gaps,
  };
  return `${JSON.stringify(document, null, 2)}\n`;
}

function headline({ account, hosts, findings }: DriftReport): string {
  const exposed = new Set(hosts.filter(isExposed).map(({ hostname }) => hostname)).size;
  const notices = findings.filter(({ isNotice }) => isNotice).length;
  const parts = [
    `${count(new Set(hosts.map(({ hostname }) => hostname)).size, "host")} on ${count(account.tunnels.length, "tunnel")}`,
    ...(exposed > 0 ? [`${exposed} EXPOSED`] : []),
    count(findings.length - notices, "finding"),
    ...(notices > 0 ? [count(notices, "notice")] : []),
    ...(account.gaps.length > 0 ? [`incomplete: ${count(account.gaps.length, "part")} of the account not read`] : []),
  ];
  return `Account ${account.id}: ${parts.join(", ")}`;
}

function renderHosts(hosts: readonly HostEntry[], tunnels: readonly TunnelHealth[]): string[] {
  const statuses = new Map(tunnels.map(({ tunnel, status, isLocal }) => [tunnel.name, statusText(status, isLocal)]));
  const rows = hosts.map((host) => [stateOf(host), host.hostname, tunnelText(host, statuses)]);
  const [states, names] = [0, 1].map((column) =>
    columnWidth(
      rows.map((row) => row[column]),
      LIMIT,
    ),
  );
  return rows.map(([state, name, tunnel]) => `  ${state.padEnd(states)}  ${name.padEnd(names)}  ${tunnel}`);
}

function statusText(status: string | undefined, isLocal: boolean): string {
  return isLocal ? `${status ?? "unknown"}, rules in a file of the connector` : (status ?? "unknown");
}

function tunnelText({ tunnel, dnsRecord }: HostEntry, statuses: ReadonlyMap<string, string>): string {
  const record = dnsRecord === undefined ? "; no DNS record" : "";
  return `tunnel ${tunnel.name} (${statuses.get(tunnel.name) ?? "unknown"})${record}`;
}

function stateOf(host: HostEntry): string {
  if (isExposed(host)) return "EXPOSED";
  return host.access.kind === "public" ? "declared public" : host.protection.state;
}

function renderFinding({ code, about, message }: DriftFinding): string[] {
  return [...hang("  ! ", `${about} (${code})`), ...hang("    ", message)];
}
