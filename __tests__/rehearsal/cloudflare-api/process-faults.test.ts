import { POLICIES, withClient } from "./client";
import type { ProcessFaultKind } from "../../../lib/rehearsal/cloudflare-api/faults";
import { stopTerraform } from "../../../lib/rehearsal/cloudflare-api/process-faults";

const client = withClient();
const POLICY = "cloudflare_zero_trust_access_policy";

describe("a fault of CloudflareApi that stops Terraform", () => {
  /** Creates a policy with a fault. The provider cancels the request as soon as Terraform is interrupted. */
  async function create(kind: ProcessFaultKind): Promise<{ signals: string[]; isAnswered: boolean }> {
    const signals: string[] = [];
    const canceled = new AbortController();
    client.terraform = () => ({
      interrupt: () => {
        signals.push("SIGINT");
        canceled.abort();
      },
      kill: () => void signals.push("SIGKILL"),
    });
    client.inject({ call: `create ${POLICY} p`, kind, times: 1 });
    const isAnswered = await fetch(`${client.url}${POLICIES}`, {
      method: "POST",
      headers: { authorization: "Bearer token" },
      body: JSON.stringify({ name: "p" }),
      signal: canceled.signal,
    }).then(
      () => true,
      () => false,
    );
    // The signals are sent after the provider has canceled the request.
    while (signals.length < (kind === "interrupt" ? 1 : 2)) await new Promise((resolve) => setTimeout(resolve, 1));
    return { signals, isAnswered };
  }

  test.each([
    ["kill-before", [], "killed before", ["SIGINT", "SIGKILL"]],
    ["kill-after", ["p"], "killed after", ["SIGINT", "SIGKILL"]],
    ["interrupt", ["p"], "interrupted", ["SIGINT"]],
  ] as const)("%s leaves the objects %j", async (kind, objects, outcome, signals) => {
    expect(await create(kind)).toEqual({ signals, isAnswered: false });
    expect(client.cloud.objects().map(({ name }) => name)).toEqual(objects);
    expect(client.journal).toMatchObject([{ operation: "create", outcome }]);
  });

  test("answers a provider that does not cancel an interrupted request", async () => {
    let isInterrupted = false;
    client.terraform = () => ({ interrupt: () => void (isInterrupted = true), kill: () => undefined });
    client.inject({ call: `create ${POLICY} p`, kind: "interrupt", times: 1 });
    expect(await client.result("POST", POLICIES, { name: "p" })).toMatchObject({ name: "p" });
    expect(isInterrupted).toBe(true);
  }, 20_000);
});

describe("stopTerraform", () => {
  test("kills Terraform only after the provider has canceled the request", async () => {
    const events: string[] = [];
    let cancel: () => void = () => undefined;
    const gone = new Promise<void>((resolve) => (cancel = resolve));
    const stopped = stopTerraform(
      { interrupt: () => void events.push("interrupt"), kill: () => void events.push("kill") },
      "kill-after",
      gone,
    );
    events.push("canceled");
    cancel();
    await stopped;
    expect(events).toEqual(["interrupt", "canceled", "kill"]);
  });
});
