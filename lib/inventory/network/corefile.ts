/** @internal The zones of a Corefile that are served to the same clients. */
export interface ServedZones {
  readonly zones: string[];
  /** CIDRs, or "any". */
  readonly allowedSources: string[];
}

interface Directive {
  readonly words: string[];
  readonly block: Directive[];
}

/** @internal Reads which zones a Corefile serves, and which clients its `acl` plugin allows. */
export function parseCorefile(corefile: string): ServedZones[] {
  const byClients = new Map<string, ServedZones>();
  for (const { words, block } of directivesOf(corefile)) {
    // A snippet is "(name)".
    if (words.length === 0 || words[0].startsWith("(")) continue;
    const allowedSources = allowedSourcesOf(block);
    const key = allowedSources.join(" ");
    const zones = words.map(zoneOf);
    byClients.set(key, { zones: [...(byClients.get(key)?.zones ?? []), ...zones], allowedSources });
  }
  return [...byClients.values()];
}

function directivesOf(corefile: string): Directive[] {
  const top: Directive[] = [];
  const open = [top];
  for (const line of corefile.split("\n")) {
    const words = line
      .replace(/(^|\s)#.*$/, "")
      .split(/[\s,]+/)
      .filter(Boolean);
    if (words.length === 0) continue;
    if (words[0] === "}") {
      if (open.length > 1) open.pop();
      continue;
    }
    const opens = words.at(-1) === "{";
    const directive: Directive = { words: opens ? words.slice(0, -1) : words, block: [] };
    open.at(-1)!.push(directive);
    if (opens) open.push(directive.block);
  }
  return top;
}

/** "dns://dev.example.internal:53" without the scheme and the port. */
function zoneOf(key: string): string {
  return key.replace(/^\w+:\/\//, "").replace(/:\d+$/, "");
}

/** The first rule that matches decides, and a request that no rule matches is allowed. */
function allowedSourcesOf(server: Directive[]): string[] {
  const rules = server.filter(({ words }) => words[0] === "acl").flatMap(({ block }) => block);
  const last = rules.findIndex(({ words }) => ["block", "drop", "filter"].includes(words[0]) && words.length === 1);
  if (last < 0) return ["any"];
  return rules
    .slice(0, last)
    .filter(({ words }) => words[0] === "allow")
    .flatMap(({ words }) => (words.includes("net") ? words.slice(words.indexOf("net") + 1) : ["any"]));
}
