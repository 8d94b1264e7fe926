import { CommandResult, exitCodeOf } from "./exit-code";
import { SummarizedStack, summaryJson } from "./summary-json";
import { renderSummary } from "./summary-text";
import { describeGap, unorderedIn, unsupportedIn } from "../check/synthesized/not-understood";
import { inDependencyOrder, inventories, InventoryError, readStacks, SynthesizedStack } from "../inventory";

/** @internal The options of `summary`. */
export interface SummaryOptions {
  /** A hostname, in which "*" matches any characters. */
  readonly host?: string;
  readonly format?: "text" | "json";
  /** Whether a weaker layer of protection sets the exit code too. */
  readonly strict?: boolean;
  /** Whether every identity provider admits only the organization's own users, so that a login identifies a user. */
  readonly ownUsersOnly?: boolean;
}

/** @internal Summarizes the stacks of an app. */
export function summary(path: string, { host, format, strict, ownUsersOnly }: SummaryOptions): CommandResult {
  const stacks = inDependencyOrder(readStacks(path));
  const found = inventories(stacks, { ownUsersOnly });
  const all = stacks.map((stack, i) => ({ ...withUnsupported(stack), inventory: found[i] }));
  const shown = host === undefined ? all : withHosts(all, host);
  const findings = shown.flatMap(({ inventory }) => inventory.findings);
  const isIncomplete = shown.some(({ unread }) => unread.length > 0);
  return {
    text: format === "json" ? summaryJson(shown) : renderSummary(shown),
    code: exitCodeOf(findings, { strict, isIncomplete }),
  };
}

/** Nothing that is not understood may look as if it published nothing. */
function withUnsupported(stack: SynthesizedStack): SynthesizedStack {
  const unsupported = [...unsupportedIn([stack]), ...unorderedIn([stack])];
  return {
    ...stack,
    warnings: [...stack.warnings, ...unsupported.map((gap) => describeGap(gap))],
    unread: [...stack.unread, ...unsupported.map(({ address }) => address)],
  };
}

/** The hosts that match a pattern, with their tunnels and findings. */
function withHosts(stacks: SummarizedStack[], pattern: string): SummarizedStack[] {
  const shape = new RegExp(`^${pattern.replace(/[.+?^${}()|[\]\\]/g, "\\$&").replaceAll("*", ".*")}$`, "i");
  const matching = stacks.flatMap((stack) => {
    const hosts = stack.inventory.hosts.filter(({ hostname }) => shape.test(hostname));
    if (hosts.length === 0) return [];
    const tunnels = new Set(hosts.map(({ tunnel }) => tunnel.address ?? tunnel.name));
    const inventory = {
      ...stack.inventory,
      hosts,
      tunnels: stack.inventory.tunnels.filter(({ address, name }) => tunnels.has(address ?? name)),
      applications: [],
      privateRoutes: [],
      privateNames: [],
      dnsServers: [],
      accountSettings: [],
      findings: stack.inventory.findings.filter(
        ({ about, code }) => code === "ValueUnknown" || hosts.some(({ hostname }) => hostname === about),
      ),
    };
    return [{ ...stack, inventory }];
  });
  if (matching.length === 0) {
    const names = stacks.flatMap(({ inventory }) => inventory.hosts.map(({ hostname }) => hostname));
    const known = names.length === 0 ? "The app publishes no host." : `The hosts are ${names.join(", ")}.`;
    throw new InventoryError("HostNotFound", `No host matches "${pattern}". ${known}`);
  }
  return matching;
}
