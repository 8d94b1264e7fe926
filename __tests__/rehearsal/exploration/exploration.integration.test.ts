import { Exploration, explore, explored, NOTHING, publishedHosts, Rehearsal, Step } from "../../../lib/rehearsal";
import { describeScenario, faultPairs, singleFaults } from "../../../lib/rehearsal/exploration/fault-plan";
import { inOrder } from "../../../lib/rehearsal/exploration/in-order";
import { runTrial } from "../../../lib/rehearsal/exploration/trial";
import { describeWithTerraform } from "../../support/terraform";
import { edited, publishing, written } from "../fixtures/app";

jest.setTimeout(120_000);

const TUNNEL = "cloudflare_zero_trust_tunnel_cloudflared";
const APPLICATION = "cloudflare_zero_trust_access_application";
const UPDATE = `update ${TUNNEL}_config config of tunnel`;

const withoutReplacement = (terraform: any) =>
  Object.values<any>(terraform.resource).forEach((byName) =>
    Object.values<any>(byName).forEach((body) => delete body.lifecycle),
  );
const withoutInterlock = (terraform: any) => delete terraform.resource.terraform_data;

/** Level, target and calls of each exposure. */
const summary = ({ exposures }: Exploration) =>
  exposures.map(({ level, target, calls }) => [
    `${level} ${target}`,
    ...calls.map(({ run, call, outcome }) => `${run}: ${call.replace(/cloudflare_(zero_trust_)?/, "")} ${outcome}`),
  ]);

describeWithTerraform("an exploration with Terraform", () => {
  const [both, one] = [publishing("a", "b"), publishing("a")];

  test("detects no exposure when a host is removed, after any first fault", async () => {
    const found = await explored([both, one, NOTHING], { orders: 2, singles: 3 + 1 + 4 + 4 });
    expect(found.exposures).toEqual([]);
    expect(found.scenarios).toEqual({ done: 15, planned: 15 });
    expect(found.notConverged.map(({ fault, recovery }) => [fault, recovery])).toEqual([
      [expect.stringContaining("the connectors keep running"), "stop the connectors, apply"],
    ]);
    expect(found.transitions.map(({ name, calls }) => [name, calls.length])).toEqual([
      ["nothing -> a b", 8],
      ["a b -> a", 4],
      ["a -> nothing", 5],
    ]);
  });

  test("detects a missing layer without create_before_destroy, and reports the calls", async () => {
    const steps = [both, one].map((step) => edited(step, withoutReplacement));
    const options = { orders: 1, singles: 0 };
    const calls = [
      "apply: delete dns_record b.example.com done",
      "apply: delete access_application b.example.com done",
    ];
    // The connector still requires a token, which no user can get from the deleted application.
    expect(summary(await explored(steps, options))).toEqual([["layer https://b.example.com/", ...calls]]);

    const checks = [publishedHosts({ ignoreTokenCheck: true })];
    expect(summary(await explored(steps, { ...options, checks }))).toEqual([
      ["public https://b.example.com/", ...calls],
    ]);
    const byRecords = [publishedHosts({ resolveEverything: false })];
    expect(summary(await explored(steps, { ...options, checks: byRecords }))).toEqual([]);
  });

  test("detects a missing layer without the interlock when a failed update of the configuration is retried", async () => {
    const steps = [both, one].map((step) => edited(step, withoutInterlock));
    const found = await explored(steps, { orders: 1, singles: 4 });
    expect(found.exposures.map(({ fault }) => fault)).toEqual([`fail-before ${UPDATE}, hold it in retry 1`]);
    expect(summary(found)).toEqual([
      [
        "layer https://b.example.com/",
        "apply: delete dns_record b.example.com done",
        "apply: update tunnel_cloudflared_config config of tunnel failed before",
        "retry 1: delete access_application b.example.com done",
        "retry 1: update tunnel_cloudflared_config config of tunnel held",
      ],
    ]);
  });

  test("detects exposures in Terraform that was written by hand", async () => {
    const byHand: Step = {
      name: "by hand",
      stacks: [
        written({
          resource: {
            [TUNNEL]: { t: { account_id: "x", name: "edge" } },
            [`${TUNNEL}_config`]: {
              c: {
                account_id: "x",
                tunnel_id: `\${${TUNNEL}.t.id}`,
                config: {
                  ingress: [{ hostname: "a.example.com", service: "http://a" }, { service: "http_status:404" }],
                },
              },
            },
            [APPLICATION]: {
              a: {
                account_id: "x",
                type: "self_hosted",
                destinations: [{ type: "public", uri: "a.example.com" }],
                policies: [{ decision: "allow", include: [{ email_domain: { domain: "example.com" } }] }],
              },
            },
            cloudflare_dns_record: {
              a: {
                zone_id: "z",
                name: "a.example.com",
                type: "CNAME",
                content: `\${${TUNNEL}.t.id}.cfargotunnel.com`,
                depends_on: [`${APPLICATION}.a`, `${TUNNEL}_config.c`],
              },
            },
          },
        }),
      ],
    };
    const found = await explored([byHand, NOTHING], { orders: 1, singles: 6 });
    expect(new Set(found.exposures.map(({ level, target }) => `${level} ${target}`))).toEqual(
      new Set(["public https://a.example.com/"]),
    );
    expect(found.exposures.map(({ transition }) => transition)).toContain("nothing -> by hand");
  });

  test("detects rules that outlive their deletion on a tunnel that is managed elsewhere", async () => {
    const byHand = written({
      resource: {
        [APPLICATION]: {
          a: {
            account_id: "x",
            type: "self_hosted",
            destinations: [{ type: "public", uri: "a.example.com" }],
            policies: [{ decision: "allow", include: [{ email_domain: { domain: "example.com" } }] }],
          },
        },
        [`${TUNNEL}_config`]: {
          c: {
            account_id: "x",
            tunnel_id: "6ff42ae2-765d-4adf-8112-31c55c1551ef",
            config: { ingress: [{ hostname: "a.example.com", service: "http://a" }, { service: "http_status:404" }] },
            depends_on: [`${APPLICATION}.a`],
          },
        },
      },
    });
    const found = await explored([{ name: "by hand", stacks: [byHand] }, NOTHING], { orders: 1, singles: 0 });
    expect(summary(found).map(([exposed]) => exposed)).toEqual(["public https://a.example.com/"]);
    expect(found.exposures[0].transition).toBe("by hand -> nothing");
  });

  test("finds a recovery for a scenario that does not converge, and runs it to its end", async () => {
    const create = `create ${APPLICATION} a.example.com`;
    const found = await explored([one], { orders: 1 });
    const recovered = found.notConverged.filter(({ fault }) => fault.includes(create));
    expect(found.exposures).toEqual([]);
    expect(recovered.map(({ fault, recovery }) => [fault, recovery?.replace(/\w+_[0-9A-F]{8}/, "<a>")])).toEqual([
      [`kill-after ${create}, hold it in retry 1`, `terraform import ${APPLICATION}.<a>, apply`],
      [`fail-after ${create}, hold it in retry 1`, `terraform import ${APPLICATION}.<a>, apply`],
      [`fail-partly ${create}, hold it in retry 1`, `terraform untaint ${APPLICATION}.<a>, apply`],
    ]);
    expect(recovered[0].calls.at(-1)).toMatchObject({ call: create, outcome: "refused" });
    expect(found.notConverged.filter(({ recovery }) => recovery === undefined)).toEqual([]);
  });

  test("imports dependent objects of a lost state one after the other", async () => {
    const body = (...after: string[]) => ({ b: { metadata: { name: "b", namespace: "n" }, depends_on: after } });
    const after: Step = {
      name: "all",
      stacks: [written({ resource: { kubernetes_secret: body(), kubernetes_service: body("kubernetes_secret.b") } })],
    };
    const rehearsal = await Rehearsal.open([after]);
    try {
      await rehearsal.apply(after);
      const lost = { ...rehearsal.save(), states: new Map<string, string>(), present: [] };
      const scenario = { transition: 0, seed: 0, faults: [], hasLiveConnections: false };
      const transition = { name: "nothing -> all", before: NOTHING, after };
      const { notConverged } = await runTrial(rehearsal, lost, transition, scenario);
      expect(notConverged?.recovery).toBe(
        "terraform import kubernetes_secret.b, terraform import kubernetes_service.b, apply",
      );
    } finally {
      rehearsal.close();
    }
  });

  test("yields results in a reproducible order, and ends with its time budget or its consumer", async () => {
    const steps = [one, NOTHING];
    const faults = async () => {
      const seen: string[] = [];
      for await (const { fault } of explore(steps, { orders: 2, singles: 4, workers: 2 })) seen.push(fault);
      return seen;
    };
    expect(await faults()).toEqual(await faults());
    const cut = await explored(steps, { seconds: 0 });
    expect(cut.scenarios.done).toBe(2);
    expect(cut.scenarios.planned).toBeGreaterThan(2);
    for await (const { done } of explore(steps, { workers: 2 })) if (done === 3) break;
    expect(process.listenerCount("SIGINT")).toBe(0);
  });

  test("fails when Terraform fails without an injected fault", async () => {
    const wrong = { name: "wrong", stacks: [written({ resource: { x_a: { a: { name: "${x_b.none.id}" } } } })] };
    await expect(explored([wrong])).rejects.toMatchObject({
      code: "RehearsalDoesNotConverge",
      message: expect.stringContaining("Reference to undeclared resource"),
    });
  });
});

describe("singleFaults", () => {
  test("plans every kind of fault for every call, those of changes first", () => {
    const calls = [["create a", "create b"], ["update a", "update a"], [`delete ${TUNNEL} t`]];
    const scenarios = singleFaults(calls, { seed: 7, orders: 2 });
    expect(scenarios.map(({ transition }) => transition)).toEqual([
      ...[1, 2, 0],
      2,
      ...Array<number>(7).fill(1),
      ...Array<number[]>(7).fill([2, 0, 0]).flat(),
    ]);
    expect(scenarios.map(describeScenario).slice(0, 6)).toEqual([
      "no fault, call order 8",
      "no fault, call order 8",
      "no fault, call order 8",
      "the connectors keep running, so that no tunnel can be deleted",
      "fail-before update a, hold it in retry 1",
      "hold update a",
    ]);
  });
});

describe("faultPairs", () => {
  test("combines a fault with faults of the retry, up to a limit", () => {
    const [scenario] = singleFaults([["create a"]], { seed: 0, orders: 1 });
    const pairs = faultPairs([[scenario, ["create a", "create b"]]], 0, 100);
    expect(pairs.map(describeScenario).sort()).toEqual([
      "fail-before create a, fail-after create b in retry 1",
      "fail-before create a, fail-after it in retry 1",
      "fail-before create a, fail-before create b in retry 1",
      "fail-before create a, fail-before it in retry 1",
      "fail-before create a, hold create b in retry 1",
    ]);
    expect(faultPairs([[scenario, ["create a", "create b"]]], 0, 2)).toEqual(pairs.slice(0, 2));
  });
});

describe("inOrder", () => {
  const collect = async (results: AsyncGenerator<number>) => {
    const all: number[] = [];
    for await (const each of results) all.push(each);
    return all;
  };
  const later = async (wait: number, task: number) => new Promise<number>((done) => setTimeout(done, wait, task));

  test("yields results in the order of the tasks", async () => {
    const work = (_: string, task: number) => later(task === 1 ? 20 : 1, task);
    expect(await collect(inOrder(["x", "y"], [1, 2, 3], work, () => false))).toEqual([1, 2, 3]);
  });

  test("starts no task when it is over, and fails when a task fails", async () => {
    let begun = 0;
    const work = async (_: string, task: number) => later(1, (begun++, task));
    expect(await collect(inOrder(["x"], [1, 2, 3], work, () => begun === 2))).toEqual([1, 2]);
    const failing = async () => Promise.reject(new Error("broken"));
    await expect(collect(inOrder(["x", "y"], [1, 2], failing, () => false))).rejects.toThrow("broken");
  });
});
