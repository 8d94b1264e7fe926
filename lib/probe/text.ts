import type { Evidence, ProbedHost, ProbeFinding } from "./model";
import { count, hang } from "../inventory/text-layout";

const LABEL = 14;

/**
 * Renders the results as text.
 *
 * @param notUnderstood the parts of the input that may publish further hosts, as clauses
 * @internal
 */
export function renderProbe(hosts: readonly ProbedHost[], notUnderstood: readonly string[]): string {
  const lines = [
    `${headline(hosts, notUnderstood)}`,
    "",
    ...hosts.flatMap(renderHost),
    ...(notUnderstood.length === 0 ? [] : ["Not understood", ...notUnderstood.flatMap((each) => hang("  ! ", each))]),
  ];
  return `${lines.join("\n").trimEnd()}\n`;
}

function headline(hosts: readonly ProbedHost[], notUnderstood: readonly string[]): string {
  if (hosts.length === 0) return `No host is published${notUnderstood.length > 0 ? " by what was understood" : ""}.`;
  const exposed = hosts.filter(({ findings }) => findings.length > 0).length;
  const gaps = hosts.filter(({ notExamined }) => notExamined.length > 0).length;
  const fine = hosts.filter(({ findings, notExamined }) => findings.length + notExamined.length === 0).length;
  const parts = [
    `${fine} as declared`,
    ...(exposed > 0 ? [`${exposed} with FINDINGS`] : []),
    ...(gaps > 0 ? [`${gaps} not or not completely examined`] : []),
  ];
  return `${count(hosts.length, "host")} probed: ${parts.join(", ")}`;
}

function renderHost({ hostname, findings, requests, notExamined, notes }: ProbedHost): string[] {
  return [
    hostname === "*" ? "* (every other name that reaches the tunnel)" : hostname,
    ...(findings.length + notExamined.length === 0 ? ok(requests) : []),
    ...findings.flatMap(renderFinding),
    ...notExamined.flatMap(({ code, requests: asked, message }) =>
      hang(`  ${"NOT EXAMINED".padEnd(LABEL)}`, `${code}: ${asked.length > 0 ? `${together(asked)}: ` : ""}${message}`),
    ),
    ...notes.flatMap((note) => hang(`  ${"note".padEnd(LABEL)}`, note)),
    "",
  ];
}

/** The results of a host without findings, each once. */
function ok(requests: ProbedHost["requests"]): string[] {
  const results = [...new Set(requests.map(({ result }) => result))];
  return results.flatMap((result) => {
    const asked = requests.filter((each) => each.result === result).map(({ request }) => request);
    return hang(`  ${"ok".padEnd(LABEL)}`, `${together(asked)}: ${result}`);
  });
}

function renderFinding({ code, requests, message, evidence }: ProbeFinding): string[] {
  return [
    ...hang(`  ${"FINDING".padEnd(LABEL)}`, `${code}: ${together(requests)}: ${message}`),
    ...hang(`  ${"".padEnd(LABEL)}`, evidenceText(evidence)),
  ];
}

/** "HEAD and GET /; OPTIONS /". */
function together(requests: readonly string[]): string {
  return requests.join("; ").replace(/HEAD (\/\S*); GET \1(?=;|$)/g, "HEAD and GET $1");
}

function evidenceText({ status, headers }: Evidence): string {
  return [`status: ${status}`, ...Object.entries(headers).map(([name, value]) => `${name}: ${value}`)].join("; ");
}
