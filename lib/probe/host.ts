import { Answer, Client } from "./client";
import { evidenceOf, printable } from "./evidence";
import { judge, Judgement } from "./expectation";
import type { Failure } from "./failure";
import type { ProbedHost, ProbeFinding, ProbeGap, ProbeRequest, ProbeTarget } from "./model";
import { PlannedRequest, ServiceToken, strangerRequests, tokenRequest } from "./requests";
import { ANY_TOKEN } from "./service-tokens";
import { isWildcard } from "../core/addresses/hostname";
import { isExpression } from "../core/terraform/expressions";

/** @internal A service token and its name in Terraform. */
export interface NamedToken extends ServiceToken {
  /** Undefined if every host must admit it. */
  readonly name?: string;
}

/** @internal How a host is probed. */
export interface HostOptions {
  readonly client: Client;
  /** A text that no host and no origin contains. */
  readonly random: string;
  readonly token?: NamedToken;
}

/** @internal Requests a host as a stranger, and with the service token if its policies admit it. */
export async function probeHost(target: ProbeTarget, options: HostOptions): Promise<ProbedHost> {
  const { hostname, expected, teams } = target;
  const name = isWildcard(hostname) ? hostname.replace("*", `probe-${options.random}`) : hostname;
  const log = new HostLog(options.token);
  const notes = [...target.notes];
  if (!isName(name)) {
    const why = isExpression(hostname)
      ? "only Terraform can evaluate this hostname"
      : "it represents every name that reaches the tunnel; specify names with --host";
    log.gap("HostnameUnknown", [], why);
  } else {
    if (name !== hostname) notes.push(`${name} represents the wildcard.`);
    await askAll(target, name, options, log);
  }
  return { hostname, name, expected, teams, ...log.result(), notes };
}

function isName(name: string): boolean {
  return !isExpression(name) && !name.includes("*");
}

async function askAll(target: ProbeTarget, name: string, { client, random, token }: HostOptions, log: HostLog) {
  const ask = async (planned: PlannedRequest): Promise<boolean> => {
    const answer = await client.ask(planned.question);
    log.add(planned, answer, name, target.teams);
    return !("code" in answer && answer.isFinal);
  };
  for (const planned of strangerRequests(target, name, random)) {
    if (!(await ask(planned))) return;
  }
  // An application that answers strangers would receive the secret.
  if (token !== undefined && admits(target, token) && log.isClean) await ask(tokenRequest(name, token));
}

function admits({ expected, serviceTokens }: ProbeTarget, { name }: NamedToken): boolean {
  if (expected === "public") return false;
  return name === undefined || serviceTokens.includes(name) || serviceTokens.includes(ANY_TOKEN);
}

/** Collects the answers of a host. Requests with the same result are reported once. */
class HostLog {
  private readonly requests: ProbeRequest[] = [];
  private readonly findings: ProbeFinding[] = [];
  private readonly gaps: ProbeGap[] = [];
  private readonly secrets: string[];

  public constructor(token: ServiceToken | undefined) {
    this.secrets = token === undefined ? [] : [token.secret, token.id];
  }

  public get isClean(): boolean {
    return this.findings.length === 0 && this.gaps.length === 0;
  }

  public add({ label, expectation }: PlannedRequest, answer: Answer | Failure, name: string, teams: readonly string[]) {
    if ("code" in answer) {
      this.requests.push({ request: label, result: answer.message });
      this.gap(answer.code, [label], answer.message);
      return;
    }
    const judged = judge(expectation, answer, name, teams);
    const how = printable(judged.how, this.secrets);
    this.requests.push({ request: label, status: answer.status, result: how });
    if (judged.kind === "unclear") this.gap(judged.code, [label], how);
    if (judged.kind === "finding") this.finding(judged, label, how, answer);
  }

  public gap(code: ProbeGap["code"], requests: readonly string[], message: string): void {
    merge(this.gaps, { code, requests, message });
  }

  public result(): Pick<ProbedHost, "requests" | "findings" | "notExamined"> {
    return { requests: this.requests, findings: this.findings, notExamined: this.gaps };
  }

  private finding({ code }: Judgement & { kind: "finding" }, label: string, message: string, answer: Answer): void {
    merge(this.findings, { code, requests: [label], message, evidence: evidenceOf(answer, this.secrets) });
  }
}

/** Adds an entry, or its requests to an entry that says the same. */
function merge<Entry extends ProbeFinding | ProbeGap>(entries: Entry[], entry: Entry): void {
  const same = entries.findIndex(({ code, message }) => code === entry.code && message === entry.message);
  if (same === -1) entries.push(entry);
  else entries[same] = { ...entries[same], requests: [...entries[same].requests, ...entry.requests] };
}
