import type { Hop, Station, Trace } from "./model";

/** Who speaks to whom at each station. */
const WAYS: { readonly [at in Station]: readonly [from: string, to: string] } = {
  "device profile": ["Device", "Device"],
  "local domains": ["Device", "Gateway"],
  "DNS policies": ["Gateway", "Gateway"],
  "hostname route": ["Gateway", "Gateway"],
  "resolver policy": ["Gateway", "Gateway"],
  resolver: ["Gateway", "Connector"],
  connector: ["Connector", "Resolver"],
  route: ["Gateway", "Gateway"],
  "split tunnel": ["Device", "Gateway"],
  "network policies": ["Gateway", "Connector"],
};
const PARTICIPANTS = ["Device", "Gateway", "Connector", "Resolver", "Origin"];

/** @internal A trace as a sequence diagram in Mermaid's syntax; a cross ends what does not arrive. */
export function traceDiagram({ fqdn, outcome, hops }: Trace): string {
  const last = hops.at(-1);
  const arrives = outcome !== "broken" && last?.at === "network policies";
  const lines = [...hops.flatMap(hopLines), ...(arrives ? [`  Connector->>Origin: ${plain(fqdn)}`] : [])];
  const speaking = new Set([...hops.flatMap(({ at }) => WAYS[at]), ...(arrives ? ["Connector", "Origin"] : [])]);
  const named = PARTICIPANTS.filter((name) => speaking.has(name));
  return ["```mermaid", "sequenceDiagram", ...named.map((name) => `  participant ${name}`), ...lines, "```", ""].join(
    "\n",
  );
}

function hopLines(hop: Hop): string[] {
  const [from, to] = WAYS[hop.at];
  const arrow = hop.status === "broken" ? "-x" : hop.status === "unknown" ? "-->>" : "->>";
  const line = `  ${from}${arrow}${to}: ${plain(hop.asked)}<br/>${plain(hop.decided)}`;
  if (hop.status !== "broken") return [line];
  return [line, `  Note over ${from === to ? from : `${from},${to}`}: ${plain(hop.code)}. ${plain(hop.fix)}`];
}

/** A semicolon ends a line and "#" begins a code. */
function plain(text: string): string {
  return text.replace(/[#;]/g, (character) => `#${character.charCodeAt(0)};`);
}
