import { ChangeEndpoint, EndpointRequest, isChanging, ApiRequest, ReadEndpoint } from "./endpoint";
import { routeOf } from "./endpoints";
import { Answer, ApiProblem, failure, page } from "./envelope";
import { FaultInjector, FAULT_STATUS, HttpFaultKind, isBefore, ProcessFaultKind, stopsTerraform } from "./faults";
import { RunningTerraform, stopTerraform } from "./process-faults";
import { Zones } from "./zones";
import type { Values } from "../../core/terraform/values";
import type { Refusal } from "../cloud/api-behavior";
import { Call, callName, Hooks, JournalEntry, Outcome } from "../cloud/calls";
import { Cloud } from "../cloud/cloud";
import { nameAt } from "../cloud/endpoint";
import type { Change, CloudObject } from "../cloud/object";
import { stableName } from "../cloud/stable-name";

/** @internal What the API shares with the simulated provider: the objects, the journal and the callbacks. */
export interface ApiBackend {
  cloud: Cloud;
  readonly journal: JournalEntry[];
  readonly hooks: Hooks;
  /** The providers whose objects have names with their endpoint. Cloudflare is one if there are several accounts. */
  readonly severalEndpoints: ReadonlySet<string>;
  /** The running process of Terraform. Undefined if there is none. */
  readonly terraform?: () => RunningTerraform | undefined;
}

/**
 * A stand-in for Cloudflare's API. It answers the requests of the real provider from the simulated cloud, so that both
 * have the same behaviors. It does not depend on HTTP.
 *
 * @internal
 */
export class CloudflareApi {
  /** The faults of the next requests. */
  public faults = new FaultInjector();
  /** The requests that the stand-in does not understand. A run with one of them proves nothing. */
  public readonly notUnderstood = new Set<string>();
  private readonly zones = new Zones();
  private readonly deleted = new Map<string, CloudObject>();
  /** The state before the last change of each object, from which stale reads are answered. */
  private readonly previous = new WeakMap<Cloud, Map<string, Cloud>>();

  public constructor(private readonly backend: ApiBackend) {}

  /** Answers a request. Undefined if the answer is lost. */
  public async answer(request: ApiRequest): Promise<Answer | undefined> {
    const route = routeOf(request.method, request.path);
    if (route === undefined) {
      this.notUnderstood.add(`${request.method} ${request.path}`);
      return failure(new ApiProblem(404, 7000, "No route for that URI"));
    }
    const { endpoint, parameters } = route;
    const { cloud, journal, severalEndpoints } = this.backend;
    const now = new Date(Date.UTC(2026, 0, 1) + journal.length * 1000).toISOString().replace(".000Z", "Z");
    const deleted = (type: string, id: string) => this.deleted.get(`${type} ${id}`);
    const nameOf = (type: string, values: Values) =>
      nameAt(
        stableName(type, values, (owner, id) => cloud.find(owner, id)),
        { type, values },
        severalEndpoints,
      );
    const full: EndpointRequest = { ...request, parameters, cloud, deleted, nameOf, zones: this.zones, now };
    try {
      return isChanging(endpoint) ? await this.change(endpoint, full) : this.read(endpoint, full);
    } catch (error) {
      if (!(error instanceof ApiProblem)) throw error;
      // A filter or a body that the stand-in does not support proves as little as an unknown path.
      if (error.status === 400) this.notUnderstood.add(`${request.method} ${request.path}: ${error.message}`);
      return failure(error);
    }
  }

  private read(endpoint: ReadEndpoint, request: EndpointRequest): Answer | undefined {
    const { type } = endpoint;
    const id = endpoint.idOf?.(request);
    const object = id === undefined ? undefined : this.backend.cloud.find(type, id);
    const call: Call = { operation: "read", type, name: object?.name ?? id ?? "list" };
    const fault = this.faults.take(callName(call));
    this.record(call, outcomeOf(fault));
    if (fault === "lost-answer") return undefined;
    if (fault !== undefined && FAULT_STATUS[fault] !== undefined) return failure(problemOf(fault));
    const seen =
      fault === "stale-read" ? { ...request, cloud: this.before(id === undefined ? type : `${type} ${id}`) } : request;
    if (endpoint.list === undefined) return endpoint.read!(seen);
    const results = endpoint.list(seen);
    return page(fault === "partial-list" ? results.slice(0, Math.floor(results.length / 2)) : results, request.query);
  }

  private async change(endpoint: ChangeEndpoint, request: EndpointRequest): Promise<Answer | undefined> {
    const { cloud } = this.backend;
    const change = endpoint.change(request);
    const call = callOf(change);
    const fault = this.faults.take(callName(call));
    if (fault !== undefined && isBefore(fault)) {
      this.record(call, outcomeOf(fault));
      return stopsTerraform(fault) ? this.stop(fault, request) : failure(problemOf(fault));
    }
    const refusal = cloud.refusal(change);
    if (refusal !== undefined) {
      this.record(call, "refused", refusal);
      return failure(refused(refusal));
    }
    const { type, id } = objectOf(change);
    const known = this.previous.get(cloud) ?? new Map<string, Cloud>();
    const before = new Cloud(cloud);
    this.previous.set(cloud, known.set(type, before).set(`${type} ${id}`, before));
    cloud.apply(change);
    if (change.operation === "delete") this.deleted.set(`${type} ${id}`, change.before);
    this.record(call, outcomeOf(fault));
    this.backend.hooks.onChange?.(cloud, this.backend.journal);
    if (fault === "lost-answer") return undefined;
    const answer = endpoint.answer(change, request);
    if (stopsTerraform(fault)) return this.stop(fault, request, answer);
    return fault === undefined ? answer : failure(problemOf(fault));
  }

  private async stop(fault: ProcessFaultKind, { gone }: ApiRequest, answer?: Answer): Promise<Answer | undefined> {
    const terraform = this.backend.terraform?.();
    if (terraform !== undefined) await stopTerraform(terraform, fault, gone);
    return fault === "interrupt" ? answer : undefined;
  }

  /** The state before the last change of a type, or of one object. A restored cloud has no earlier state. */
  private before(key: string): Cloud {
    const { cloud } = this.backend;
    return this.previous.get(cloud)?.get(key) ?? cloud;
  }

  private record(call: Call, outcome: Outcome, refusal?: Refusal): void {
    const { journal } = this.backend;
    journal.push({ sequence: journal.length, ...call, outcome, ...(refusal !== undefined && { refusal }) });
  }
}

function callOf(change: Change): Call {
  const { operation } = change;
  const before = operation === "create" ? undefined : change.before;
  const after = operation === "delete" ? undefined : change.after;
  // A rename keeps the old name until it takes effect, so that a repetition has the same name.
  const { type, name } = objectOf(change);
  return { operation, type, name, before: before?.values, after: after?.values };
}

function objectOf(change: Change): CloudObject {
  return change.operation === "create" ? change.after : change.before;
}

const STOPPED: Record<ProcessFaultKind, Outcome> = {
  "kill-before": "killed before",
  "kill-after": "killed after",
  interrupt: "interrupted",
};

function outcomeOf(fault: HttpFaultKind | undefined): Outcome {
  if (fault === undefined || fault === "stale-read" || fault === "partial-list") return "done";
  if (stopsTerraform(fault)) return STOPPED[fault];
  return isBefore(fault) ? "failed before" : "failed after";
}

function problemOf(fault: HttpFaultKind): ApiProblem {
  return new ApiProblem(FAULT_STATUS[fault]!, 10001, `injected fault: ${fault}`);
}

/** The text of a refusal starts with its HTTP status, and may contain the code of the API. */
function refused({ message }: Refusal): ApiProblem {
  const [, status = "400", text = message] = /^(\d{3}): (.*)$/s.exec(message) ?? [];
  const code = /\((\d{4,})\)/.exec(message)?.[1] ?? "10000";
  return new ApiProblem(Number(status), Number(code), text);
}
