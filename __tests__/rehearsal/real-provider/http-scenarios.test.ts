import type { JournalEntry } from "../../../lib/rehearsal/cloud/calls";
import { httpScenarios } from "../../../lib/rehearsal/real-provider/http-scenarios";

const RECORD = "cloudflare_dns_record";
let sequence = 0;
const entry = (operation: JournalEntry["operation"], name: string, type = RECORD): JournalEntry => ({
  sequence: sequence++,
  operation,
  type,
  name,
  outcome: "done",
});

describe("httpScenarios", () => {
  const journals = [
    [entry("create", "a"), entry("create", "secret", "kubernetes_secret_v1")],
    [entry("read", "a"), entry("read", "list"), entry("update", "a"), entry("update", "a")],
    [entry("delete", "a")],
  ];
  const scenarios = httpScenarios(journals);
  const described = (transition: number) =>
    scenarios.filter((each) => each.transition === transition).map(({ description }) => description);

  test("contain every fault for every change of Cloudflare's objects once", () => {
    expect(described(1)).toEqual([
      `unavailable for the whole apply: update ${RECORD} a`,
      `bad-gateway: update ${RECORD} a`,
      `lost-answer: update ${RECORD} a`,
      `kill-after: update ${RECORD} a`,
      `conflict: update ${RECORD} a`,
      `rate-limit: update ${RECORD} a`,
      `unavailable: update ${RECORD} a`,
      `kill-before: update ${RECORD} a`,
      `interrupt: update ${RECORD} a`,
      `stale-read: read ${RECORD} a`,
      `partial-list for the whole apply: read ${RECORD} list`,
    ]);
    expect(described(0)).toHaveLength(10);
    expect(scenarios.filter(({ description }) => description.includes("kubernetes"))).toEqual([]);
  });

  test("contain no stale read of what was deleted", () => {
    expect(described(2)).not.toContainEqual(expect.stringContaining("stale-read"));
  });

  test("try a change before the creation and the destruction", () => {
    const unavailable = scenarios.filter(
      ({ apply }) => apply[0]?.times === Infinity && apply[0].kind === "unavailable",
    );
    expect(unavailable.map(({ transition }) => transition)).toEqual([1, 2, 0]);
  });

  test("inject stale reads into a second apply", () => {
    const [stale] = scenarios.filter(({ again }) => again.length > 0);
    expect(stale).toMatchObject({ apply: [], again: [{ kind: "stale-read", times: Infinity }] });
  });
});
