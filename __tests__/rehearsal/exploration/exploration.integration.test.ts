import { Exploration, explore, explored, publishedHosts, Rehearsal, Step } from "../../../lib/rehearsal";
import { pairPoints, singlePoints } from "../../../lib/rehearsal/exploration/fault-plan";
import { inOrder } from "../../../lib/rehearsal/exploration/in-order";
import { describePoint, runTrial } from "../../../lib/rehearsal/exploration/trial";
import { describeWithTerraform } from "../../support/terraform";
import { edited, NOTHING, publishing, written } from "../fixtures/app";

jest.setTimeout(120_000);

const TUNNEL = "cloudflare_zero_trust_tunnel_cloudflared";
const APPLICATION = "cloudflare_zero_trust_access_application";
const UPDATE = `update ${TUNNEL}_config config of tunnel`;

const withoutReplacement = (terraform: any) =>
  Object.values<any>(terraform.resource).forEach((byName) =>
    Object.values<any>(byName).forEach((body) => delete body.lifecycle),
  );
const withoutInterlock = (terraform: any) => delete terraform.resource.terraform_data;

/** Kind of lock, target and calls of each moment. */
const summary = ({ moments }: Exploration) =>
  moments.map(({ locks, target, calls }) => [
    `${locks} ${target}`,
    ...calls.map(({ run, call, outcome }) => `${run}: ${call.replace(/cloudflare_(zero_trust_)?/, "")} ${outcome}`),
  ]);

describeWithTerraform("an exploration on the real terraform", () => {
  const [both, one] = [publishing("a", "b"), publishing("a")];

  test("finds nothing where a host is removed, whatever fails first", async () => {
    const found = await explored([both, one, NOTHING], { orders: 2, singles: 3 + 1 + 4 + 4 });
    expect(found.moments).toEqual([]);
    expect(found.points).toEqual({ done: 15, planned: 15 });
    expect(found.stuck.map(({ fault, wayOut }) => [fault, wayOut])).toEqual([
      [expect.stringContaining("connectors run on"), "stop the connectors, apply"],
    ]);
    expect(found.transitions.map(({ name, calls }) => [name, calls.length])).toEqual([
      ["nothing -> a b", 8],
      ["a b -> a", 4],
      ["a -> nothing", 5],
    ]);
  });

  test("finds the host open without create_before_destroy, and says by which calls", async () => {
    const steps = [both, one].map((step) => edited(step, withoutReplacement));
    const options = { orders: 1, singles: 0 };
    const opening = [
      "apply: delete dns_record b.example.com done",
      "apply: delete access_application b.example.com done",
    ];
    expect(summary(await explored(steps, options))).toEqual([["open https://b.example.com/", ...opening]]);

    const kinds = [publishedHosts({ ignoreConnectorLock: true })];
    expect(summary(await explored(steps, { ...options, kinds }))).toEqual([
      ["open https://b.example.com/", ...opening],
    ]);
    const byRecords = [publishedHosts({ resolveEverything: false })];
    expect(summary(await explored(steps, { ...options, kinds: byRecords }))).toEqual([]);
  });

  test("finds the host open without the interlock, where the configuration's update fails and is retried", async () => {
    const steps = [both, one].map((step) => edited(step, withoutInterlock));
    const found = await explored(steps, { orders: 1, singles: 4 });
    expect(found.moments.map(({ fault }) => fault)).toEqual([`fail-before ${UPDATE}, hold it in retry 1`]);
    expect(summary(found)).toEqual([
      [
        "open https://b.example.com/",
        "apply: delete dns_record b.example.com done",
        "apply: update tunnel_cloudflared_config config of tunnel failed before",
        "retry 1: delete access_application b.example.com done",
        "retry 1: update tunnel_cloudflared_config config of tunnel held",
      ],
    ]);
  });

  test("judges Terraform that was written by hand", async () => {
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
    expect(new Set(found.moments.map(({ locks, target }) => `${locks} ${target}`))).toEqual(
      new Set(["open https://a.example.com/"]),
    );
    expect(found.moments.map(({ transition }) => transition)).toContain("nothing -> by hand");
  });

  test("finds the rules that outlive their deletion, on a tunnel of somebody else's", async () => {
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
    expect(summary(found).map(([exposed]) => exposed)).toEqual(["open https://a.example.com/"]);
    expect(found.moments[0].transition).toBe("by hand -> nothing");
  });

  test("finds the way out where a run is stuck, and goes it to its end", async () => {
    const create = `create ${APPLICATION} a.example.com`;
    const found = await explored([one], { orders: 1 });
    const ways = found.stuck.filter(({ fault }) => fault.includes(create));
    expect(found.moments).toEqual([]);
    expect(ways.map(({ fault, wayOut }) => [fault, wayOut?.replace(/\w+_[0-9A-F]{8}/, "<a>")])).toEqual([
      [`kill-after ${create}, hold it in retry 1`, `terraform import ${APPLICATION}.<a>, apply`],
      [`fail-after ${create}, hold it in retry 1`, `terraform import ${APPLICATION}.<a>, apply`],
      [`fail-partly ${create}, hold it in retry 1`, `terraform untaint ${APPLICATION}.<a>, apply`],
    ]);
    expect(ways[0].calls.at(-1)).toMatchObject({ call: create, outcome: "refused" });
    expect(found.stuck.filter(({ wayOut }) => wayOut === undefined)).toEqual([]);
  });

  test("imports one after the other what a lost state knew, where one waits for the other", async () => {
    const body = (...after: string[]) => ({ b: { metadata: { name: "b", namespace: "n" }, depends_on: after } });
    const after: Step = {
      name: "all",
      stacks: [written({ resource: { kubernetes_secret: body(), kubernetes_service: body("kubernetes_secret.b") } })],
    };
    const rehearsal = await Rehearsal.open([after]);
    try {
      await rehearsal.apply(after);
      const lost = { ...rehearsal.save(), states: new Map<string, string>(), present: [] };
      const point = { transition: 0, seed: 0, faults: [], hasLiveConnections: false };
      const { stuck } = await runTrial(rehearsal, lost, { name: "nothing -> all", before: NOTHING, after }, point);
      expect(stuck?.wayOut).toBe("terraform import kubernetes_secret.b, terraform import kubernetes_service.b, apply");
    } finally {
      rehearsal.close();
    }
  });

  test("gives the results in one order, and ends when its time is over or nobody looks on", async () => {
    const steps = [one, NOTHING];
    const faults = async () => {
      const seen: string[] = [];
      for await (const { fault } of explore(steps, { orders: 2, singles: 4, workers: 2 })) seen.push(fault);
      return seen;
    };
    expect(await faults()).toEqual(await faults());
    const cut = await explored(steps, { seconds: 0 });
    expect(cut.points.done).toBe(2);
    expect(cut.points.planned).toBeGreaterThan(2);
    for await (const { done } of explore(steps, { workers: 2 })) if (done === 3) break;
    expect(process.listenerCount("SIGINT")).toBe(0);
  });

  test("says so where Terraform fails by itself", async () => {
    const wrong = { name: "wrong", stacks: [written({ resource: { x_a: { a: { name: "${x_b.none.id}" } } } })] };
    await expect(explored([wrong])).rejects.toMatchObject({
      code: "RehearsalDoesNotConverge",
      message: expect.stringContaining("Reference to undeclared resource"),
    });
  });
});

test("tries every way of failing on every call, what the user changes first", () => {
  const calls = [["create a", "create b"], ["update a", "update a"], [`delete ${TUNNEL} t`]];
  const points = singlePoints(calls, { seed: 7, orders: 2 });
  expect(points.map(({ transition }) => transition)).toEqual([
    ...[1, 2, 0],
    2,
    ...Array<number>(6).fill(1),
    ...Array<number[]>(6).fill([2, 0, 0]).flat(),
  ]);
  expect(points.map(describePoint).slice(0, 6)).toEqual([
    "nothing fails, in order 8",
    "nothing fails, in order 8",
    "nothing fails, in order 8",
    "connectors run on, so that no tunnel can be deleted",
    "fail-before update a, hold it in retry 1",
    "hold update a",
  ]);
});

test("pairs a failure with those of the retry, as many as are asked for", () => {
  const [point] = singlePoints([["create a"]], { seed: 0, orders: 1 });
  const pairs = pairPoints([[point, ["create a", "create b"]]], 0, 100);
  expect(pairs.map(describePoint).sort()).toEqual([
    "fail-before create a, fail-after create b in retry 1",
    "fail-before create a, fail-after it in retry 1",
    "fail-before create a, fail-before create b in retry 1",
    "fail-before create a, fail-before it in retry 1",
    "fail-before create a, hold create b in retry 1",
  ]);
  expect(pairPoints([[point, ["create a", "create b"]]], 0, 2)).toEqual(pairs.slice(0, 2));
});

describe("work side by side", () => {
  const collect = async (results: AsyncGenerator<number>) => {
    const all: number[] = [];
    for await (const each of results) all.push(each);
    return all;
  };
  const later = async (wait: number, piece: number) => new Promise<number>((done) => setTimeout(done, wait, piece));

  test("comes in the order of its pieces", async () => {
    const work = (_: string, piece: number) => later(piece === 1 ? 20 : 1, piece);
    expect(await collect(inOrder(["x", "y"], [1, 2, 3], work, () => false))).toEqual([1, 2, 3]);
  });

  test("ends early, and fails as its pieces do", async () => {
    let begun = 0;
    const work = async (_: string, piece: number) => later(1, (begun++, piece));
    expect(await collect(inOrder(["x"], [1, 2, 3], work, () => begun === 2))).toEqual([1, 2]);
    const failing = async () => Promise.reject(new Error("broken"));
    await expect(collect(inOrder(["x", "y"], [1, 2], failing, () => false))).rejects.toThrow("broken");
  });
});
