import { isOpenByMistake } from "../inventory";
import type {
  AccountSetting,
  ApplicationEntry,
  HostAccessEntry,
  HostEntry,
  Inventory,
  PolicyEntry,
  PrivateNameEntry,
  PrivateRouteEntry,
  RouteEntry,
  SynthesizedStack,
  TunnelEntry,
} from "../inventory";
import { columnWidth, count, hang, wrap, WIDTH } from "../inventory/text-layout";

/** @internal */
export interface SummarizedStack extends Omit<SynthesizedStack, "terraform"> {
  readonly inventory: Inventory;
}

const LABEL = 12;
const NAME_LIMIT = 24;

/** @internal Stacks as plain text, read from top to bottom: who gets in, what is wrong, what to run next. */
export function render(stacks: SummarizedStack[]): string {
  return [...stacks.flatMap(renderStack), ...renderNext(stacks)].map((line) => `${line.trimEnd()}\n`).join("");
}

function renderStack({ name, warnings, inventory }: SummarizedStack): string[] {
  const { tunnels, hosts, applications, findings } = inventory;
  const abouts = new Set(hosts.map(({ hostname }) => hostname));
  const others = findings.filter(({ about }) => !abouts.has(about)).map(({ about, message }) => `${about}: ${message}`);
  return [
    ...heading(`Stack ${name}: ${headline(inventory)}`),
    ...hosts.flatMap((host) => renderHost(host, inventory)),
    ...section("Tunnels", tunnels.flatMap(renderTunnel)),
    ...section("Applications without a host of this stack", applications.flatMap(renderApplication)),
    ...section("Private routes", inventory.privateRoutes.flatMap(renderPrivateRoute)),
    ...section("Private names", inventory.privateNames.flatMap(renderPrivateName)),
    ...section("The account must say", inventory.accountSettings.flatMap(renderAccountSetting)),
    ...section(
      "Findings",
      others.flatMap((text) => hang("  ! ", text)),
    ),
    ...section(
      "Warnings of the app",
      warnings.flatMap((text) => hang("  ! ", text)),
    ),
  ];
}

function heading(text: string): string[] {
  const lines = wrap(text, WIDTH);
  return [...lines, "=".repeat(Math.max(...lines.map(({ length }) => length))), ""];
}

function headline({ hosts, tunnels, privateRoutes }: Inventory): string {
  if (hosts.length === 0) {
    const routes = privateRoutes.length === 0 ? "" : `, ${count(privateRoutes.length, "private route")}`;
    return tunnels.length === 0 ? `publishes nothing${routes}` : `${count(tunnels.length, "tunnel")}, no host${routes}`;
  }
  const declared = hosts.filter(({ access, locks }) => locks.state === "open" && access.kind === "public").length;
  const states = [
    [hosts.filter(({ locks }) => locks.state === "two locks").length, "behind two locks"],
    [hosts.filter(({ locks }) => locks.state === "one lock").length, "behind one lock"],
    [declared, "public on purpose"],
    [hosts.filter(isOpenByMistake).length, "OPEN BY MISTAKE"],
  ] as const;
  const words = states.filter(([number]) => number > 0).map(([number, state]) => `${number} ${state}`);
  return `${count(hosts.length, "host")} on ${count(tunnels.length, "tunnel")}; ${words.join(", ")}`;
}

function section(title: string, lines: string[]): string[] {
  return lines.length === 0 ? [] : [title, ...lines, ""];
}

function renderHost(host: HostEntry, { findings, tunnels }: Inventory): string[] {
  const found = findings.filter(({ about }) => about === host.hostname);
  return [
    host.hostname === "*" ? "* (every other name that leads to the tunnel)" : host.hostname,
    ...field("who", renderWho(host)),
    ...field("locks", [["", locksOf(host)]]),
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

/** Rows of two columns under one label; a first column without text takes no room. */
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

function renderWho({ access }: HostEntry): Row[] {
  switch (access.kind) {
    case "policies":
      return access.policies.length === 0 ? [["", "nobody"]] : access.policies.map(policyRow);
    case "existing":
      return [["", existing(access.aud, access.reason)]];
    case "public":
      return [["", `ANYONE, on purpose: ${access.reason}`]];
    case "none":
      return [["", "ANYONE"]];
  }
}

function existing(aud: string, reason?: string): string {
  return `whom the application with audience ${aud} lets in${reason === undefined ? "" : `: ${reason}`}`;
}

function policyRow({ name, who, opaque, anyone }: PolicyEntry): Row {
  return [opaque ? "" : name, anyone ? `ANYONE: ${who}` : who];
}

function locksOf({ access, locks }: HostEntry): string {
  if (locks.state === "open" && access.kind === "public") return "open";
  const state = locks.state === "open" ? "OPEN" : locks.state;
  const connector = locks.connector ? "the connector asks for its token" : "the connector asks for nothing";
  return `${state} (${edgeOf(access)}, ${connector})`;
}

function edgeOf({ kind }: HostAccessEntry): string {
  if (kind === "policies") return "application at the edge";
  return kind === "existing" ? "application defined elsewhere" : "no application at the edge";
}

/** The regexes that stand for a literal path are shown as that path. */
function pathOf({ path }: RouteEntry, routes: RouteEntry[]): string {
  if (path === undefined) return routes.length > 1 ? "everything else" : "";
  const [, below, exact] =
    /^\^((?:\\[^a-zA-Z0-9]|[\w/~@!&'",:;<=>-])+)(?:\(\?:\/\|\$\)|\(\/\|\$\)|(\$))$/.exec(path) ?? [];
  if (below === undefined) return path;
  const literal = below.replace(/\\(.)/g, "$1");
  return exact === undefined ? `${literal} and below` : `${literal} alone`;
}

function serviceOf({ service, origin }: RouteEntry): string {
  if (origin !== undefined) return origin;
  const status = /^http_status:(\d+)$/.exec(service)?.[1];
  return status === undefined ? service : `answers ${status}`;
}

function renderTunnel({ name, connectors, notes }: TunnelEntry): string[] {
  const texts = [...connectors.map((connector) => `connector ${connector.name} (${connector.image})`), ...notes];
  return hang(`  ${name.padEnd(LABEL - 4)}  `, texts.join("; "));
}

function renderApplication({ name, destinations, policies }: ApplicationEntry): string[] {
  const rows: Row[] = policies.length === 0 ? [["", "nobody"]] : policies.map(policyRow);
  return [...hang("  ", destinations.join(", ") || name), ...field("", rows)];
}

function renderPrivateRoute({ destination, tunnel, virtualNetwork, who, comment }: PrivateRouteEntry): string[] {
  const way = `${destination} through ${tunnel} in ${virtualNetwork}`;
  return [
    ...hang("  ", way),
    ...[...who, ...(comment === undefined ? [] : [comment])].flatMap((each) => hang(" ".repeat(LABEL), each)),
  ];
}

function renderPrivateName({ names, answeredBy }: PrivateNameEntry): string[] {
  return [...hang("  ", names), ...hang(" ".repeat(LABEL), answeredBy)];
}

function renderAccountSetting({ where, must, otherwise }: AccountSetting): string[] {
  return [...hang("  ", `${where}: ${must};`), ...hang(" ".repeat(LABEL), `otherwise ${otherwise}`)];
}

function renderNext(stacks: SummarizedStack[]): string[] {
  const commands = stacks.flatMap(({ name, directory, fromManifest }) =>
    fromManifest
      ? [`npx cdktf-cli@0.21 diff ${name}`, `npx cdktf-cli@0.21 deploy ${name}`]
      : [`terraform -chdir=${directory} plan`, `terraform -chdir=${directory} apply`],
  );
  return section(
    "Next",
    commands.map((command) => `  ${command}`),
  ).slice(0, -1);
}
