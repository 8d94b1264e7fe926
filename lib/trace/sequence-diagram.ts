import type { Hop, Station, Trace } from "./model";

/** The participants of each station. */
const PARTICIPANTS_AT: { readonly [at in Station]: readonly [from: string, to: string] } = {
  "device profile": ["Device", "Device"],
  "local domains": ["Device", "Gateway"],
  "DNS policies": ["Gateway", "Gateway"],
  "hostname route": ["Gateway", "Gateway"],
  "resolver policy": ["Gateway", "Gateway"],
  resolver: ["Gateway", "Connector"],
  connector: ["Connector", "Resolver"],
  "egress to resolver": ["Connector", "Resolver"],
  route: ["Gateway", "Gateway"],
  "split tunnel": ["Device", "Gateway"],
  "network policies": ["Gateway", "Connector"],
  "egress to address": ["Connector", "Origin"],
};
const PARTICIPANTS = ["Device", "Gateway", "Connector", "Resolver", "Origin"];

/** @internal Renders a trace as a Mermaid sequence diagram. A broken hop ends with a cross. */
export function traceDiagram({ fqdn, outcome, hops }: Trace): string {
  const last = hops.at(-1);
  const arrives = outcome !== "broken" && (last?.at === "network policies" || last?.at === "egress to address");
  const lines = [...hops.flatMap(hopLines), ...(arrives ? [`  Connector->>Origin: ${plain(fqdn)}`] : [])];
  const participating = new Set([
    ...hops.flatMap(({ at }) => PARTICIPANTS_AT[at]),
    ...(arrives ? ["Connector", "Origin"] : []),
  ]);
  const named = PARTICIPANTS.filter((name) => participating.has(name));
  return ["```mermaid", "sequenceDiagram", ...named.map((name) => `  participant ${name}`), ...lines, "```", ""].join(
    "\n",
  );
}

function hopLines(hop: Hop): string[] {
  const [from, to] = PARTICIPANTS_AT[hop.at];
  const arrow = hop.status === "broken" ? "-x" : hop.status === "unknown" ? "-->>" : "->>";
  const line = `  ${from}${arrow}${to}: ${plain(hop.asked)}<br/>${plain(hop.decided)}`;
  if (hop.status !== "broken") return [line];
  return [line, `  Note over ${from === to ? from : `${from},${to}`}: ${plain(hop.code)}. ${plain(hop.fix)}`];
}

/** In Mermaid, a semicolon ends a line and "#" begins a character code. */
function plain(text: string): string {
  return text.replace(/[#;]/g, (character) => `#${character.charCodeAt(0)};`);
}
