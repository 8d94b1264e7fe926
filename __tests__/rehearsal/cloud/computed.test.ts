import { computedValue } from "../../../lib/rehearsal/cloud/computed";

const owner = { type: "kubernetes_service_v1", name: "shop/web in east", distinction: 0 };

describe("computedValue", () => {
  test("is the same in every run, and different for each object and attribute", () => {
    const values = [
      computedValue(owner, "ip", []),
      computedValue(owner, "hostname", []),
      computedValue({ ...owner, distinction: 1 }, "ip", []),
      computedValue({ ...owner, type: "aws_lb" }, "ip", []),
    ];
    expect(new Set(values).size).toBe(4);
    expect(computedValue({ ...owner }, "ip", [])).toBe(values[0]);
  });

  test("contains the attribute and the object, and can be a label of a host name", () => {
    expect(computedValue(owner, "cluster_ip", [])).toMatch(/^cluster-ip-shop-web-in-east-[0-9a-f]{6}$/);
    const long = computedValue({ ...owner, name: "x".repeat(99) }, "y".repeat(99), []);
    expect(String(long).length).toBeLessThan(64);
  });

  test("is a UUID for an id, and a digest for an audience", () => {
    expect(computedValue(owner, "tunnel_id", [])).toMatch(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/);
    expect(computedValue(owner, "aud", [])).toMatch(/^[0-9a-f]{64}$/);
  });

  test("has the shape in which references read it", () => {
    const paths = [
      ["[]", "ip"],
      ["[]", "port"],
    ];
    expect(computedValue(owner, "status", paths)).toEqual([
      { ip: expect.stringMatching(/^ip-/), port: expect.stringMatching(/^port-/) },
    ]);
  });
});
