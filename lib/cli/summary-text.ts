import type { SummarizedStack } from "./summary-json";
import { CDK_CLI } from "../core/cdk";
import { terraformCommand } from "../core/terraform/binary";
import { isExampleValue, isExposed } from "../inventory";
import type {
  AccountSetting,
  ApplicationEntry,
  DnsServerEntry,
  HostEntry,
  Inventory,
  PolicyEntry,
  PrivateNameEntry,
  PrivateRouteEntry,
  RouteEntry,
  TunnelEntry,
} from "../inventory";
import { columnWidth, count, hang, wrap, WIDTH } from "../inventory/text-layout";

const LABEL = 14;
const NAME_LIMIT = 24;
const TITLE_INDENT = " ".repeat(LABEL);

/** @internal Renders stacks as plain text: the account, each stack, and the commands that follow. */
export function renderSummary(stacks: SummarizedStack[]): string {
  return [...renderAccounts(stacks), ...stacks.flatMap(renderStack), ...renderNext(stacks)]
    .map((line) => `${line.trimEnd()}\n`)
    .join("");
}

function renderAccounts(stacks: SummarizedStack[]): string[] {
  const ids = [...new Set(stacks.flatMap(({ inventory }) => inventory.accounts))];
  const lines = ids.map((id) => {
    const users = stacks.filter(({ inventory }) => inventory.accounts.includes(id)).map(({ name }) => name);
    return `Account ${id}${isExampleValue(id) ? " (EXAMPLE)" : ""}${ids.length > 1 ? `: ${users.join(", ")}` : ""}`;
  });
  return lines.length === 0 ? [] : [...lines, ""];
}

function renderStack({ name, warnings, unread, inventory }: SummarizedStack): string[] {
  const { tunnels, hosts, applications, findings } = inventory;
  const hostnames = new Set(hosts.map(({ hostname }) => hostname));
  const others = findings.filter(({ about }) => !hostnames.has(about));
  return [
    ...heading(`Stack ${name}: ${headline(inventory)}${unread.length > 0 ? "; incomplete, see the warnings" : ""}`),
    ...hosts.flatMap((host) => renderHost(host, inventory)),
    ...section("Tunnels", renderTunnels(tunnels)),
    ...section("Applications without a published host", applications.flatMap(renderApplication)),
    ...section("Private routes", inventory.privateRoutes.flatMap(renderPrivateRoute)),
    ...section("Private names", inventory.privateNames.flatMap(renderPrivateName)),
    ...section("DNS servers", inventory.dnsServers.flatMap(renderDnsServer)),
    ...section("Required account settings", inventory.accountSettings.flatMap(renderAccountSetting)),
    ...section(
      "Findings",
      others.flatMap(({ about, message }) => hang("  ! ", `${about}: ${message}`)),
    ),
    ...section(
      "Warnings",
      warnings.flatMap((text) => hang("  ! ", text)),
    ),
  ];
}

function heading(text: string): string[] {
  const lines = wrap(text, WIDTH);
  return [...lines, "=".repeat(Math.max(...lines.map(({ length }) => length))), ""];
}

function headline({ hosts, tunnels, privateRoutes, dnsServers }: Inventory): string {
  const others = [
    ...(privateRoutes.length === 0 ? [] : [count(privateRoutes.length, "private route")]),
    ...(dnsServers.length === 0 ? [] : [count(dnsServers.length, "DNS server")]),
  ];
  if (hosts.length === 0) {
    if (tunnels.length > 0) return [count(tunnels.length, "tunnel"), "no published host", ...others].join(", ");
    return others.length === 0 ? "publishes nothing" : others.join(", ");
  }
  // Several tunnels can serve one host.
  const number = (some: HostEntry[]) => new Set(some.map(({ hostname }) => hostname)).size;
  const declared = number(hosts.filter((host) => host.protection.state === "exposed" && !isExposed(host)));
  const states = [
    [number(hosts.filter(({ protection }) => protection.state === "two layers")), "with two layers of protection"],
    [number(hosts.filter(({ protection }) => protection.state === "one layer")), "with one layer of protection"],
    [
      number(hosts.filter(({ protection }) => protection.unverified.length > 0)),
      "with protection that is not verified",
    ],
    [declared, "declared public"],
    [number(hosts.filter(isExposed)), "EXPOSED"],
  ] as const;
  const texts = states.filter(([total]) => total > 0).map(([total, state]) => `${total} ${state}`);
  const summarized = `${count(number(hosts), "host")} on ${count(tunnels.length, "tunnel")}; ${texts.join(", ")}`;
  return [summarized, ...others].join("; ");
}

function section(title: string, lines: string[]): string[] {
  return lines.length === 0 ? [] : [title, ...lines, ""];
}

function renderHost(host: HostEntry, { findings, tunnels }: Inventory): string[] {
  const found = findings.filter(({ about }) => about === host.hostname);
  return [
    host.hostname === "*" ? "* (every other name that reaches the tunnel)" : host.hostname,
    ...field("who", renderWho(host)),
    ...field(
      "protection",
      protectionRows(host).map((text) => ["", text]),
    ),
    ...field(
      "origin",
      host.routes.map((route) => [pathOf(route, host.routes), serviceOf(route)]),
    ),
    ...(tunnels.length > 1 ? field("tunnel", [["", host.tunnel.name]]) : []),
    ...field(
      "note",
      host.notes.map((note) => ["", note]),
    ),
    ...found.flatMap(({ message }) => hang(`  ${"!".padEnd(LABEL - 2)}`, message)),
    "",
  ];
}

type Row = [name: string, text: string];

/** Rows with two columns under one label. The first column is omitted if it is empty in all rows. */
function field(label: string, rows: Row[]): string[] {
  const width = columnWidth(
    rows.map(([name]) => name),
    NAME_LIMIT,
  );
  return rows.flatMap(([name, text], index) => {
    const start = `  ${(index === 0 ? label : "").padEnd(LABEL - 2)}`;
    if (width === 0) return hang(start, text);
    if (name.length <= width) return hang(`${start}${name.padEnd(width)}  `, text);
    return [start + name, ...hang(" ".repeat(LABEL + width + 2), text)];
  });
}

function renderWho({ access, protection }: HostEntry): Row[] {
  switch (access.kind) {
    case "policies":
      return access.policies.length === 0 ? [["", "no user"]] : access.policies.map(policyRow);
    case "existing":
      return [["", existing(access.aud, access.reason)]];
    case "public":
      return [["", `ANYONE, declared public: ${access.reason}`]];
    case "none":
      // Without an application, only the account can deny the requests.
      return [["", protection.state === "exposed" ? "ANYONE" : "no user, because no application covers the host"]];
  }
}

function existing(aud: string, reason?: string): string {
  return `users allowed by the application with audience ${aud}${reason === undefined ? "" : `: ${reason}`}`;
}

function policyRow({ name, who, opaque, anyone }: PolicyEntry): Row {
  return [opaque ? "" : name, anyone ? `ANYONE: ${who}` : who];
}

function protectionRows({ access, protection }: HostEntry): string[] {
  const { layers, unverified, unknown, state } = protection;
  if (state === "exposed") return [access.kind === "public" ? "none" : "EXPOSED"];
  const elsewhere = access.kind === "existing" ? "; the Access application is managed elsewhere" : "";
  const rows = [`${state} (${[...layers, ...unverified].join(", ")}${elsewhere})`];
  // The line of who has access names an application that is managed elsewhere.
  if (unknown.length > 0 && elsewhere === "") rows.push(`not known here: users ${unknown.join(", ")}`);
  return rows;
}

/** A regular expression that represents a literal path is shown as that path. */
function pathOf({ path }: RouteEntry, routes: RouteEntry[]): string {
  if (path === undefined) return routes.length > 1 ? "all other paths" : "";
  const [, below, exact] =
    /^\^((?:\\[^a-zA-Z0-9]|[\w/~@!&'",:;<=>-])+)(?:\(\?:\/\|\$\)|\(\/\|\$\)|(\$))$/.exec(path) ?? [];
  if (below === undefined) return path;
  const literal = below.replace(/\\(.)/g, "$1");
  return exact === undefined ? `${literal} and below` : `${literal} only`;
}

function serviceOf({ service, origin }: RouteEntry): string {
  if (origin !== undefined) return origin;
  const status = /^http_status:(\d+)$/.exec(service)?.[1];
  return status === undefined ? service : `returns ${status}`;
}

function renderTunnels(tunnels: TunnelEntry[]): string[] {
  const width = Math.max(
    LABEL - 4,
    columnWidth(
      tunnels.map(({ name }) => name),
      NAME_LIMIT,
    ),
  );
  return tunnels.flatMap(({ name, connectors, notes }) => {
    const texts = [...connectors.map((connector) => `connector ${connector.name} (${connector.image})`), ...notes];
    return hang(`  ${name.padEnd(width)}  `, texts.join("; "));
  });
}

function renderApplication({ name, destinations, policies }: ApplicationEntry): string[] {
  const rows: Row[] = policies.length === 0 ? [["", "no user"]] : policies.map(policyRow);
  return [...hang("  ", destinations.join(", ") || name), ...field("", rows)];
}

function renderPrivateRoute({ destination, tunnel, virtualNetwork, who, comment }: PrivateRouteEntry): string[] {
  return [
    ...hang("  ", `${destination} through ${tunnel} in ${virtualNetwork}`),
    ...[...who, ...(comment === undefined ? [] : [comment])].flatMap((each) => hang(TITLE_INDENT, each)),
  ];
}

function renderPrivateName({ names, resolvedBy, who = [], comment }: PrivateNameEntry): string[] {
  const lines = [resolvedBy, ...who, ...(comment === undefined ? [] : [comment])];
  return [...hang("  ", names), ...lines.flatMap((each) => hang(TITLE_INDENT, each))];
}

function renderDnsServer({ name, zones, addresses, allowedSources }: DnsServerEntry): string[] {
  return [
    `  ${name}`,
    ...hang(`${TITLE_INDENT}zones      `, zones.join(", ")),
    ...hang(`${TITLE_INDENT}addresses  `, addresses.join(", ") || "none"),
    ...hang(`${TITLE_INDENT}clients    `, allowedSources.join(", ") || "none"),
  ];
}

function renderAccountSetting({ where, required, otherwise, setBy }: AccountSetting): string[] {
  const consequence = setBy === undefined ? `Otherwise, ${otherwise}.` : `Set by this app: ${setBy}`;
  return [...hang("  ", `${where}: ${required}`), ...hang(TITLE_INDENT, consequence)];
}

/** The commands for the stacks that can be deployed as they are, and what to replace in the others. */
function renderNext(stacks: SummarizedStack[]): string[] {
  const isExample = ({ inventory }: SummarizedStack): boolean => inventory.exampleValues.length > 0;
  const commands = stacks
    .filter((stack) => !isExample(stack))
    .flatMap(({ name, directory, fromManifest }) =>
      fromManifest
        ? [`${CDK_CLI} diff ${name}`, `${CDK_CLI} deploy ${name}`]
        : [`${terraformCommand()} -chdir=${directory} plan`, `${terraformCommand()} -chdir=${directory} apply`],
    );
  const replacements = stacks
    .filter(isExample)
    .map(
      ({ name, inventory }) => `In stack ${name}, replace the example values: ${inventory.exampleValues.join(", ")}`,
    );
  return section("Next", [
    ...commands.map((command) => `  ${command}`),
    ...replacements.flatMap((text) => hang("  ", text)),
  ]).slice(0, -1);
}
