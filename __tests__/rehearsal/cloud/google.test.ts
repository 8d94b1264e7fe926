import { Cloud } from "../../../lib/rehearsal/cloud/cloud";
import type { CloudObject } from "../../../lib/rehearsal/cloud/object";
import { stableName } from "../../../lib/rehearsal/cloud/stable-name";
import { forcesReplacement } from "../../../lib/rehearsal/provider/replacement";

const POOL = "google_cloud_run_v2_worker_pool";
const SECRET = "google_secret_manager_secret";
const VERSION = `${SECRET}_version`;

const object = (type: string, id: string, values: CloudObject["values"] = {}, name = "n"): CloudObject => ({
  type,
  id,
  name,
  values,
  state: {},
});

function cloudWith(...objects: CloudObject[]): Cloud {
  const cloud = new Cloud();
  for (const after of objects) cloud.apply({ operation: "create", after });
  return cloud;
}

describe("Cloud.refusal of a Google object", () => {
  test("refuses a Google object with the same name in the same project and location", () => {
    const cloud = cloudWith(object(POOL, "1", { location: "asia-northeast1" }));
    const refusal = (after: CloudObject) => cloud.refusal({ operation: "create", after });
    expect(refusal(object(POOL, "2", { location: "asia-northeast1" }))).toEqual({
      code: "AlreadyExists",
      message: expect.stringMatching(/^409/),
    });
    expect(refusal(object(POOL, "2", { location: "us-central1" }))).toBeUndefined();
    expect(refusal(object(POOL, "2", { location: "asia-northeast1", project: "other" }))).toBeUndefined();
    expect(refusal(object(POOL, "2", { location: "asia-northeast1" }, "other"))).toBeUndefined();
  });

  test.each([VERSION, `${SECRET}_iam_member`])("accepts a second %s, which has no name", (type) => {
    expect(cloudWith(object(type, "1")).refusal({ operation: "create", after: object(type, "2") })).toBeUndefined();
  });

  test.each([POOL, "google_cloud_run_v2_service"])(
    "refuses to delete a %s unless deletion_protection is false",
    (type) => {
      for (const deletion_protection of [true, undefined]) {
        const before = object(type, "1", { deletion_protection });
        expect(cloudWith(before).refusal({ operation: "delete", before })).toEqual({
          code: "DeletionProtected",
          message: expect.stringContaining("deletion_protection=false"),
        });
      }
      const before = object(type, "1", { deletion_protection: false });
      expect(cloudWith(before).refusal({ operation: "delete", before })).toBeUndefined();
    },
  );
});

describe("forcesReplacement of a Google object", () => {
  test.each([
    [POOL, { name: "a" }, { name: "b" }, ["name"]],
    [POOL, { location: "a" }, { location: "b" }, ["location"]],
    [POOL, { template: { revision: "a" } }, { template: { revision: "b" } }, []],
    [VERSION, { secret_data_wo_version: 1 }, { secret_data_wo_version: 2 }, ["secret_data_wo_version"]],
    [VERSION, { secret_data: "a" }, { secret_data: "b" }, ["secret_data"]],
    [`${SECRET}_iam_member`, { member: "a" }, { member: "b" }, ["member"]],
    ["google_dns_record_set", { rrdatas: ["a"] }, { rrdatas: ["b"] }, []],
    ["google_compute_firewall", { destination_ranges: ["a"] }, { destination_ranges: ["b"] }, []],
  ])("lists the replacing arguments of %s from %j to %j: %j", (type, before, after, expected) => {
    expect(forcesReplacement(type, before, after, after)).toEqual(expected);
  });
});

describe("stableName of a Google object", () => {
  test("identifies Google objects without a name by their other arguments", () => {
    const find = (type: string, id: unknown) => (type === SECRET && id === "s" ? { name: "token" } : undefined);
    const nameOf = (type: string, values: CloudObject["values"]) => stableName(type, values, find);
    expect(nameOf("google_service_account", { account_id: "cloudflared" })).toBe("cloudflared");
    expect(nameOf(SECRET, { secret_id: "token" })).toBe("token");
    expect(nameOf(VERSION, { secret: "s", secret_data_wo_version: 2 })).toBe("version 2 of token");
    expect(nameOf(VERSION, { secret: "s", secret_data: "a" })).not.toBe(
      nameOf(VERSION, { secret: "s", secret_data: "b" }),
    );
    expect(nameOf(`${SECRET}_iam_member`, { member: "user:a", secret_id: "token" })).toBe("token for user:a");
    expect(nameOf("google_dns_response_policy_rule", { rule_name: "run-app" })).toBe("run-app");
  });
});
